import { z } from 'zod'

const count = z.int().min(1)
const share = z.number().min(0).max(1)
const on = z.array(z.enum(['image', 'state'])).min(1)

/** When a noise fades: a cosine from 1 to 0 that is over at this training progress. */
const until = (end: number) => z.number().gt(0).max(1).default(end)

export const scdSchema = z.strictObject({
  until: until(0.4),
  keep: share.default(0.5),
  blockSize: count.optional(),
  target: z.union([z.literal('foreground'), z.array(z.int().min(0)).min(1)]).optional(),
  on: on.optional(),
})

export const bcdSchema = z.strictObject({
  until: until(0.6),
  tau: z.number().gt(0).default(2),
  kappa: share.default(0.7),
  blurTarget: z.boolean().default(true),
  weighLoss: z.boolean().default(true),
  noise: z.union([z.literal(false), on]).optional(),
})

export const gaussianSchema = z.strictObject({
  from: share.default(0.5),
  sigma: z.number().min(0).default(0.5),
})
