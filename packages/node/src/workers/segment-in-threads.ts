import type { SavedFile } from '@spad/core'
import { Tinypool } from 'tinypool'
import type { JobResult, SegmentJob } from '../segmenting/segment-job.js'
import type { SegmentThread } from './segment-worker.js'
import { threadFile } from './thread-file.js'

/** Threads that segment on wasm. */
export interface SegmentThreads {
  readonly run: (job: SegmentJob) => Promise<JobResult>
  /** Ends the threads. */
  stop(): Promise<void>
}

/**
 * Starts threads for a model, each with a wasm backend of its own, since one has a single thread in Node.
 *
 * @param models The files of each model, as they were read: a training may have written others since.
 * @param parts The module with parts of the model's, if it has some.
 */
export function segmentInThreads(
  threads: number,
  models: readonly (readonly SavedFile[])[],
  parts?: string,
): SegmentThreads {
  const pool = new Tinypool({
    filename: threadFile('segment-worker').href,
    minThreads: threads,
    maxThreads: threads,
    workerData: { models, parts } satisfies SegmentThread,
  })
  return {
    run: async (job) => {
      return (await pool.run(job, { name: 'segmentInThread' })) as JobResult
    },
    stop: () => pool.destroy(),
  }
}
