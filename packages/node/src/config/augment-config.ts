import { z } from 'zod'

const share = z.number().min(0).max(1)
const amount = z.number().min(0)
const range = z.tuple([z.number().gt(0), z.number().gt(0)])
const probability = share.optional()

/** One augmentation: its options, or `false` for off. */
const part = <T extends z.ZodRawShape>(shape: T) =>
  z.union([z.literal(false), z.strictObject(shape)]).optional()

/** The options of `augmentFromConfig`; their defaults and reasons stand there. */
export const augmentSchema = z.strictObject({
  flip: part({ horizontal: share.optional(), vertical: share.optional() }),
  affine: part({
    rotation: amount.optional(),
    scale: range.optional(),
    shift: amount.optional(),
    probability,
  }),
  elastic: part({ strength: amount.optional(), smoothness: amount.optional(), probability }),
  brightness: part({ shift: amount.optional(), slope: amount.optional(), probability }),
  contrast: part({ factor: range.optional(), probability }),
  gamma: part({ strength: amount.optional(), probability }),
  blur: part({ sigma: amount.optional(), probability }),
  noise: part({ deviation: amount.optional(), probability }),
})
