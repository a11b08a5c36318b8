import type { Model } from '@spad/core'
import type { ResolvedAnswer } from './evaluate-model.js'
import { failedResult } from '../support/failed-result.js'
import type { PublishTo } from '../s3/results.js'
import { withLocal } from '../s3/with-local.js'
import type { Input } from './find-inputs.js'
import { type Expected, type ImageNotes, type Outputs, segmentFile } from './segment-file.js'
import { isMade, markOf, publishOutputs } from './segment-mark.js'

/** One image of a call. */
export interface SegmentJob extends Expected {
  readonly input: Input
  readonly outputs: Outputs
  readonly options: ResolvedAnswer & { readonly samples?: number }
  /** What it is made with; see `digestOfMaking`. */
  readonly making: string
  /** Whether results that are there already are made again. */
  readonly again: boolean
  /** Where results go in S3, and what of `outputs` lies in there; the files are removed once they do. */
  readonly publish?: PublishTo | undefined
}

/** How one image went. Plain data, since it may come out of a thread. */
export type JobResult =
  | ({ readonly state: 'made' } & ImageNotes)
  | { readonly state: 'kept' }
  /** `fatal`: nothing could be written for the others either. */
  | { readonly state: 'failed'; readonly message: string; readonly fatal: boolean }

/** Segments an image unless its results are there; whatever goes wrong is a result too. */
export async function doJob(model: Model, job: SegmentJob): Promise<JobResult> {
  const { input, outputs, options, making, again } = job
  try {
    return await withLocal(input, async (local, told) => {
      try {
        const mark = await markOf(local, making)
        if (!again && (await isMade(outputs, mark, job.publish))) return { state: 'kept' }
        const notes = await segmentFile(model, local, outputs, options, mark, job)
        if (job.publish) await publishOutputs(outputs, mark, job.publish)
        return { state: 'made', ...notes }
      } catch (error) {
        const failed = failedResult(error)
        return { ...failed, message: told(failed.message) }
      }
    })
  } catch (error) {
    return failedResult(error)
  }
}
