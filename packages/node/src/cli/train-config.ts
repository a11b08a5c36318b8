import { z } from 'zod'
import { augmentSchema } from './augment-config.js'
import { bcdSchema, gaussianSchema, scdSchema } from './noise-config.js'
import { parseSize } from './size.js'

const count = z.int().min(1)
const share = z.number().min(0).max(1)
const positive = z.number().gt(0)

const size = z.union([z.int(), z.string()]).refine((text) => parseSize(text) !== undefined, {
  error: 'must be pixels like 128 (a square) or 128x256 (height x width)',
})

const learningRate = z.strictObject({
  peak: positive.default(0.002),
  warmup: share.lt(1).default(0.1),
  end: share.default(0.001),
})

const optimizer = z.strictObject({
  weightDecay: z.number().min(0).default(0.01),
  clipNorm: positive.default(1),
})

const ema = z.strictObject({ decay: share.lt(1).default(0.99), from: share.default(0.5) })

const validate = z.strictObject({ every: count.optional(), steps: count.default(1) })

/** Every option of `spad train`; each key may stand in the config file. */
export const trainSchema = z.strictObject({
  data: z.string().min(1),
  out: z.string().min(1),
  recipe: z.enum(['spad', 'unet']).default('spad'),
  preset: z.enum(['tiny', 'small', 'base']).default('small'),
  size: size.optional(),
  steps: count.default(1000),
  batch: count.default(8),
  seed: z.int().min(0).default(0),
  backend: z.enum(['auto', 'cuda', 'native', 'webgpu', 'wasm', 'cpu']).default('auto'),
  threads: count.optional(),
  balance: share.default(0.5),
  learningRate: learningRate.prefault({}),
  optimizer: optimizer.prefault({}),
  ema: z.union([z.literal(false), ema]).prefault({}),
  augment: z.union([z.literal(false), augmentSchema]).prefault({}),
  scd: z.union([z.literal(false), scdSchema]).prefault({}),
  bcd: z.union([z.literal(false), bcdSchema]).prefault({}),
  gaussian: z.union([z.literal(false), gaussianSchema]).prefault({}),
  decoys: share.default(0.5),
  validate: validate.prefault({}),
  checkpointEvery: count.optional(),
  logEvery: count.default(10),
  report: z.boolean().default(true),
})

export type TrainConfig = z.output<typeof trainSchema>
