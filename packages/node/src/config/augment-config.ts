import {
  type AugmentConfig,
  affine,
  blur,
  brightness,
  contrast,
  elastic,
  flip,
  gamma,
  gaussianNoise,
} from '@spad/core'
import { z } from 'zod'
import { optionsSchema } from './options-schema.js'

const parts = [flip, affine, elastic, brightness, contrast, gamma, blur, gaussianNoise]

/** The options of `augmentFromConfig`: those of each augmentation, or `false` for off. */
export const augmentSchema = z.strictObject(
  Object.fromEntries(
    parts.map(({ type, options }) => [
      type,
      z.union([z.literal(false), optionsSchema(options)]).optional(),
    ]),
  ),
) as unknown as z.ZodType<AugmentConfig>
