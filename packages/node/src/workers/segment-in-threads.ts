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
 * Their models are files as they were read, since a training may have written others meanwhile, and `parts`
 * the module with parts of theirs, if they have some.
 */
export function segmentInThreads(threads: number, data: SegmentThread): SegmentThreads {
  const pool = new Tinypool({
    filename: threadFile('segment-worker').href,
    minThreads: threads,
    maxThreads: threads,
    workerData: data,
  })
  return {
    run: async (job) => {
      return (await pool.run(job, { name: 'segmentInThread' })) as JobResult
    },
    stop: () => pool.destroy(),
  }
}
