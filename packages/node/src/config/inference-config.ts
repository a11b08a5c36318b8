import { z } from 'zod'
import { engineNames } from '../backend/use-engine.js'
import { picturesSchema } from '../segmenting/pictures.js'
import { scanShape } from './scan-shape.js'
import { dataSchema } from './train-config.js'

const count = z.int().min(1)

/** What `segment` and `evaluate` have in common. */
const inferenceShape = {
  model: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .transform((places) => [places].flat()),
  steps: count.default(1),
  ensemble: count.optional(),
  scales: z.array(z.number()).optional(),
  samples: count.max(999).optional(),
  seed: z.int().min(0).default(0),
  postprocess: z.boolean().default(true),
  backend: z.string().min(1).default('auto'),
  engine: z.enum(engineNames).default('tfjs'),
  threads: count.optional(),
  parts: z.string().min(1).optional(),
}

/** Every option of `spad segment`. */
export const segmentSchema = z.strictObject({
  ...inferenceShape,
  ...scanShape,
  out: z.string().min(1),
  outputs: picturesSchema,
  jobs: count.default(1),
  input: z.array(z.string().min(1)).min(1, { error: 'must name at least one image' }),
})

export type SegmentConfig = z.output<typeof segmentSchema>

/** Every option of `spad evaluate` where it compares files. */
export const evaluateFilesSchema = z.strictObject({
  prediction: z.string().min(1),
  truth: z.string().min(1),
  labels: z.string().min(1).optional(),
  allow: scanShape.allow,
  groupPattern: z.string().min(1).optional(),
  tolerance: z.number().min(0).default(2),
  json: z.string().min(1).optional(),
  csv: z.string().min(1).optional(),
})

/** Every option of `spad evaluate`. */
export const evaluateSchema = z.strictObject({
  ...inferenceShape,
  data: dataSchema,
  groupPattern: z.string().min(1).optional(),
  tolerance: z.number().min(0).default(2),
  split: z.enum(['test', 'val', 'train', 'all']).default('test'),
  json: z.string().min(1).optional(),
  csv: z.string().min(1).optional(),
  report: z.string().min(1).optional(),
})
