// The file that `segmentInThreads` starts threads with on wasm: each has a backend and a model of its own.
import { useBackend } from '../backend/use-backend.js'
import { loadParts } from '../cli/load-parts.js'
import { doJob, type JobResult, type SegmentJob } from '../cli/segment-job.js'
import { type LoadedModels, loadModelsFrom } from '../run/model-files.js'

/** An image, and the model for it, which is the same for all of a thread's. */
export interface SegmentTask {
  readonly job: SegmentJob
  readonly dirs: readonly string[]
  readonly parts: string | undefined
}

let loading: Promise<LoadedModels> | undefined

/** Segments one image. */
export async function segmentInThread({ job, dirs, parts }: SegmentTask): Promise<JobResult> {
  loading ??= load(dirs, parts)
  const { model } = await loading
  return await doJob(model, job)
}

async function load(dirs: readonly string[], parts?: string): Promise<LoadedModels> {
  await useBackend('wasm')
  return await loadModelsFrom(dirs, { parts: await loadParts(parts) })
}
