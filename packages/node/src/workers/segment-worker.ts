// The file that `segmentInThreads` starts threads with on wasm: each has a backend and a model of its own.
import type { Model, SavedFile } from '@spad/core'
import Tinypool from 'tinypool'
import { useBackend } from '../backend/use-backend.js'
import { loadParts } from '../config/load-parts.js'
import { doJob, type JobResult, type SegmentJob } from '../segmenting/segment-job.js'
import { loadModelsOf } from '../run/model-files.js'

/** What a thread is started with. */
export interface SegmentThread {
  readonly backend: string
  readonly models: readonly (readonly SavedFile[])[]
  readonly parts: string | undefined
}

let loading: Promise<Model> | undefined

/** Segments one image. */
export async function segmentInThread(job: SegmentJob): Promise<JobResult> {
  loading ??= load(Tinypool.workerData as SegmentThread)
  return await doJob(await loading, job)
}

async function load({ backend, models, parts }: SegmentThread): Promise<Model> {
  await useBackend(backend)
  return await loadModelsOf(models, { parts: await loadParts(parts) })
}
