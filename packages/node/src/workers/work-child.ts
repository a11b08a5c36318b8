// The file that `spad work` starts a process with: it computes, while its parent holds the lease.
import { fail, SpadError, wordsOf } from '@spad/core'
import { type ChunkResult, doChunk } from '../jobs/do-chunk.js'
import { loadForWork, type LoadedWork, type WorkOptions } from '../jobs/load-for-work.js'
import { readManifest } from '../jobs/manifest.js'
import type { Task } from '../jobs/queue.js'
import { StorageAway } from '../s3/storage-away.js'

/** What the child is told: a task, and how to do it. */
export interface WorkOrder {
  readonly task: Task
  readonly options: WorkOptions
}

/** How it went; `final`: it would go the same way again. */
export type WorkReport =
  | { readonly ok: true; readonly result: ChunkResult }
  | { readonly ok: false; readonly final: boolean; readonly message: string }

let loaded: LoadedWork | undefined

process.on('message', (order: WorkOrder) => {
  void report(order)
})
// the parent decides when a child ends; Ctrl-C reaches the whole group
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
process.on('disconnect', () => process.exit())

async function report(order: WorkOrder): Promise<void> {
  const said: WorkReport = await doTask(order).then(
    (result) => ({ ok: true, result }),
    (error: unknown) => ({
      ok: false,
      final: error instanceof SpadError && !(error instanceof StorageAway),
      message: wordsOf(error),
    }),
  )
  process.send?.(said)
}

async function doTask({ task, options }: WorkOrder): Promise<ChunkResult> {
  const { manifest } = await readManifest(task.manifest, task.digest)
  if (manifest.work !== 'segment') fail('node', 'the work is no segmentation.')
  if (loaded?.making !== manifest.making) {
    loaded?.model.denoiser.dispose()
    loaded = undefined
    loaded = await loadForWork(manifest, options)
  }
  return await doChunk(loaded, manifest, task.index)
}
