// The file that `spad work` starts a process with for a training: it computes, while its parent holds the lease.
import { rm } from 'node:fs/promises'
import { SpadError, wordsOf } from '@spad/core'
import { writeAtomically } from '../files/atomic.js'
import { lockFile, refuseHeld, untilFree } from '../files/lock.js'
import type { WorkOptions } from '../jobs/load-for-work.js'
import { readManifest } from '../jobs/manifest.js'
import type { Task } from '../jobs/queue.js'
import type { TrainManifest } from '../jobs/train-manifest.js'
import { troubleFile } from '../jobs/work-files.js'
import { inAddresses } from '../s3/copied-places.js'
import { StorageAway } from '../s3/storage-away.js'
import { doTraining, runOf } from './do-training.js'
import { Interrupted } from './exit.js'
import type { Terminal } from './terminal.js'

/** What the child is told: a task, and how to do it. */
export interface TrainOrder {
  readonly task: Task
  readonly options: WorkOptions
}

/** What the child says on the way, and how it went; `final`: it would go the same way again. */
export type TrainMessage =
  | { readonly state: 'saying'; readonly who: string; readonly text: string }
  | { readonly state: 'done' }
  /** It was told to end, or another process is still at work in that folder. */
  | { readonly state: 'not now' }
  | { readonly state: 'failed'; readonly final: boolean; readonly message: string }

/** How long another process is waited for that is at work in the same folder, in seconds. */
const PATIENCE = 60

let over = false

process.on('message', (order: TrainOrder) => {
  void doOrder(order).then((message) => {
    over = true
    if (!process.connected) process.exit()
    say(message)
  })
})
process.on('disconnect', () => {
  if (over) process.exit()
  // the worker was killed: what was done is saved, as at Ctrl-C
  process.kill(process.pid, 'SIGINT')
})

async function doOrder({ task, options }: TrainOrder): Promise<TrainMessage> {
  try {
    const { manifest } = await readManifest(task.manifest, task.digest)
    if (manifest.work !== 'train') return { state: 'failed', final: true, message: 'no training.' }
    return await doRun(manifest, task.index, options)
  } catch (error) {
    return failed(error)
  }
}

async function doRun(
  manifest: TrainManifest,
  index: number,
  options: WorkOptions,
): Promise<TrainMessage> {
  const { name, config } = runOf(manifest, index)
  const lock = lockFile(String(config.out))
  const trouble = troubleFile(manifest, index)
  if (!(await untilFree(lock, PATIENCE))) return { state: 'not now' }
  try {
    await doTraining(manifest, index, options, terminalOf(name))
    await rm(trouble, { force: true })
    return { state: 'done' }
  } catch (error) {
    if (error instanceof Interrupted) return { state: 'not now' }
    // another was faster
    const isHeld = await refuseHeld(lock).then(
      () => false,
      () => true,
    )
    if (isHeld) return { state: 'not now' }
    const message = failed(error)
    await writeAtomically(trouble, JSON.stringify([message.message]))
    return message
  }
}

function failed(error: unknown): TrainMessage & { state: 'failed' } {
  const final = error instanceof SpadError && !(error instanceof StorageAway)
  return { state: 'failed', final, message: inAddresses(wordsOf(error)) }
}

/** What a training says goes to the worker's terminal. */
function terminalOf(who: string): Terminal {
  const pass = (text: string): void => {
    say({ state: 'saying', who, text: inAddresses(text) })
  }
  return { out: pass, err: pass, interactive: false, env: process.env }
}

function say(message: TrainMessage): void {
  if (process.connected) process.send?.(message, () => undefined)
}
