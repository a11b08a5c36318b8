import { adamWPart, diceCrossEntropy, oneCycle } from '@spad/core'
import { z } from 'zod'
import { augmentSchema } from './augment-config.js'
import { patchShape } from './noise-patches.js'
import { optionsSchema } from './options-schema.js'
import { parseFold } from '../planning/fold.js'
import { parseSize } from '../planning/size.js'

const count = z.int().min(1)
const share = z.number().min(0).max(1)
const positive = z.number().gt(0)

const size = z.union([z.int(), z.string()]).refine((text) => parseSize(text) !== undefined, {
  error: 'must be pixels like 128 (a square) or 128x256 (height x width)',
})

/** A part by its type and options; the part itself checks them when it is built. */
const part = z.looseObject({ type: z.string().min(1) })

/** A folder by its path, or a data set as a part. */
export const dataSchema = z.union([z.string().min(1), part])

/** `resize`, `windows`, or a part with its options. */
const fit = z.union([z.enum(['resize', 'windows']), part])

/** The options of what there is, or a part of one's own. */
const orPart = <S extends z.ZodType>(options: S) => z.union([options, part])

const ema = z.strictObject({ decay: share.lt(1).optional(), from: share.optional() })

const validate = z.strictObject({ every: count.optional(), steps: count.default(1) })

const diffusion = z.strictObject({ noiseSchedule: part, sampler: part, signalScale: positive })

/**
 * Every option of `spad train`; each key may stand in the config file. What has no default here is
 * the recipe's, or follows from the data.
 */
export const trainSchema = z.strictObject({
  data: dataSchema,
  out: z.string().min(1),
  recipe: z.enum(['spad', 'unet', 'mask', 'readers']).optional(),
  readers: z.enum(['draw', 'soft', 'consensus']).optional(),
  groupPattern: z.string().min(1).optional(),
  preset: z.enum(['tiny', 'small', 'base']).default('small'),
  size: size.optional(),
  fit: fit.optional(),
  context: z.number().gt(1).max(64).optional(),
  fold: z
    .string()
    .refine((text) => parseFold(text) !== undefined, {
      error: 'must be K/N with N from 2 to 999 and K from 1 to N, such as 1/5',
    })
    .optional(),
  init: z.string().min(1).optional(),
  frozen: z.array(z.string().min(1)).optional(),
  patches: z.strictObject({ foreground: share.optional() }).optional(),
  steps: count.optional(),
  batch: count.optional(),
  seed: z.int().min(0).default(0),
  backend: z.string().min(1).default('auto'),
  threads: count.optional(),
  workers: count.default(1),
  balance: share.optional(),
  doubt: share.optional(),
  learningRate: orPart(optionsSchema(oneCycle.options)).optional(),
  optimizer: orPart(optionsSchema(adamWPart.options)).optional(),
  ema: z.union([z.literal(false), ema]).optional(),
  augment: z.union([z.literal(false), augmentSchema, part]).prefault({}),
  loss: orPart(optionsSchema(diceCrossEntropy.options)).optional(),
  ...patchShape,
  denoiser: part.optional(),
  diffusion: diffusion.optional(),
  noise: z.union([z.literal(false), part]).optional(),
  schedule: part.optional(),
  gradients: part.optional(),
  prepare: part.optional(),
  parts: z.string().min(1).optional(),
  validate: validate.prefault({}),
  cache: z.number().min(0).default(1024),
  keep: z.enum(['best', 'last']).optional(),
  patience: count.optional(),
  tune: z.boolean().default(true),
  checkpointEvery: count.optional(),
  logEvery: count.default(10),
  tensorboard: z.boolean().optional(),
  report: z.boolean().default(true),
})

export type TrainConfig = z.output<typeof trainSchema>
