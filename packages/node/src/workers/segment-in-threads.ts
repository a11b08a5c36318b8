import { Tinypool } from 'tinypool'
import type { JobResult, SegmentJob } from '../cli/segment-job.js'
import type { SegmentTask } from './segment-worker.js'
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
 * @param dirs The folder of each model.
 * @param parts The module with parts of the model's, if it has some.
 */
export function segmentInThreads(
  threads: number,
  dirs: readonly string[],
  parts?: string,
): SegmentThreads {
  const pool = new Tinypool({
    filename: threadFile('segment-worker').href,
    minThreads: threads,
    maxThreads: threads,
  })
  return {
    run: async (job) => {
      const task: SegmentTask = { job, dirs, parts }
      return (await pool.run(task, { name: 'segmentInThread' })) as JobResult
    },
    stop: () => pool.destroy(),
  }
}
