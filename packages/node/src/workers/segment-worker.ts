// The file that `segmentInThreads` starts threads with on wasm: each has a backend and a model of its own.
import { useBackend } from '../backend/use-backend.js'
import { loadParts } from '../cli/load-parts.js'
import { doJob, type JobResult, type SegmentJob } from '../cli/segment-job.js'
import { type LoadedModel, loadModelFrom } from '../run/model-files.js'

/** An image, and the model for it, which is the same for all of a thread's. */
export interface SegmentTask {
  readonly job: SegmentJob
  readonly dir: string
  readonly parts: string | undefined
}

let loading: Promise<LoadedModel> | undefined

/** Segments one image. */
export async function segmentInThread({ job, dir, parts }: SegmentTask): Promise<JobResult> {
  loading ??= load(dir, parts)
  const { model } = await loading
  return await doJob(model, job)
}

async function load(dir: string, parts?: string): Promise<LoadedModel> {
  await useBackend('wasm')
  return await loadModelFrom(dir, { parts: await loadParts(parts) })
}
