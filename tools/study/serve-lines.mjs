// @ts-check
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { FinalFailure, NotNow, openQueue } from '@spad/node'
import { wordsOf } from '@spad/core'
import { lineFile, publish, QUEUE, readManifest, troubleFile } from './line-files.mjs'
import { keyOf } from './lines.mjs'
import { CallFailed, linesOf, nameOf } from './runner.mjs'
import { listUnits } from './units.mjs'

/** @typedef {import('./units.mjs').Unit} Unit */

/**
 * Makes lines for `--queue` elsewhere, until it is told to end. Which these are stands in the task's manifest; what
 * they are is derived from this worker's own plan and data, and refused where that gives other digests.
 *
 * @param {import('./plan.mjs').Plan} plan
 * @param {{ data?: string | undefined, work: string }} places
 * @param {import('./runner.mjs').Setting} setting
 * @param {{ signal: AbortSignal, untilEmpty?: boolean, queue?: import('@spad/node').Queue }} options
 */
export async function serveLines(plan, places, setting, { signal, untilEmpty = false, queue }) {
  const { say, jobs } = setting
  const open =
    queue ??
    (await openQueue(setting.queue, {
      name: QUEUE,
      patience: 60,
      onNote: (note) => void say(`${note}\n`),
    }))
  /** By the manifest's digest, since to derive them all data are read. @type {Map<string, Promise<Unit[]>>} */
  const derived = new Map()
  const unitsOf = (/** @type {import('@spad/node').Task} */ task) => {
    const known = derived.get(task.digest)
    if (known) return known
    const units = readManifest(task).then(({ choice }) => listUnits(plan, choice, places))
    derived.set(task.digest, units)
    return units
  }
  try {
    await open.process(
      async (task) => {
        try {
          await makeTask(task, await unitsOf(task), setting)
        } catch (error) {
          throw await explained(error, task, setting)
        }
      },
      { concurrency: jobs, signal, untilEmpty },
    )
  } finally {
    if (!queue) await open.close()
  }
}

/** @param {import('@spad/node').Task} task @param {readonly Unit[]} units @param {import('./runner.mjs').Setting} setting */
async function makeTask(task, units, setting) {
  const { tasks } = await readManifest(task)
  const { training, keys } = tasks[task.index] ?? { training: '', keys: [] }
  const group = units.filter((unit) => unit.training === training && keys.includes(keyOf(unit)))
  if (group.length !== keys.length || group.length === 0)
    throw new FinalFailure(
      'the plan, the data or the parts of this worker are not those that the lines were asked of.',
    )
  const missing = group.filter((unit) => !existsSync(lineFile(setting.work, unit)))
  const [first, ...rest] = missing
  if (!first) return
  let made = 0
  for await (const text of linesOf([first, ...rest], setting)) {
    const unit = missing[made++]
    if (unit) await publish(lineFile(setting.work, unit), text)
    setting.say(`${nameOf(unit ?? first)}\n`)
  }
  if (made < missing.length) throw new NotNow('it was told to end.')
  await rm(troubleFile(setting.work, task.key), { force: true })
}

/**
 * What the queue is told: a wrong option is final, a run where a killed worker's child still saves is tried later.
 * Why a task failed stands in a file: it may name others.
 *
 * @param {unknown} error @param {import('@spad/node').Task} task @param {import('./runner.mjs').Setting} setting
 */
async function explained(error, task, { work, say, stopping }) {
  if (error instanceof NotNow) return error
  const words = wordsOf(error)
  if (stopping?.() || / is under way in /.test(words)) return new NotNow('it was given back.')
  say(`failed: ${words}\n`)
  await publish(troubleFile(work, task.key), words)
  const final = error instanceof FinalFailure || (error instanceof CallFailed && error.status === 2)
  const message = 'the worker that did it says why.'
  return final ? new FinalFailure(message) : new Error(message)
}
