// @ts-check
import { blur, contrast, occlude, speckle } from './corrupt.mjs'
import { displace } from './displace.mjs'
import { dilate, erode } from './grow.mjs'
import { keep } from './keep.mjs'
import { z } from 'zod'

const share = z.number().min(0).max(1)

/**
 * What a regime may do to cases, by name: each with the rule for its options and its factory. For one of
 * your own, add a line.
 */
export const alterations = {
  displace: {
    options: z.strictObject({ reach: share.optional(), smoothness: z.number().gt(0).optional() }),
    make: displace,
  },
  dilate: { options: z.strictObject({ by: share.optional() }), make: dilate },
  erode: { options: z.strictObject({ by: share.optional() }), make: erode },
  keep: { options: z.strictObject({ share: share.gt(0).optional() }), make: keep },
  speckle: {
    options: z.strictObject({ strength: z.number().min(0).optional(), grain: share.optional() }),
    make: speckle,
  },
  blur: { options: z.strictObject({ sigma: share.optional() }), make: blur },
  occlude: { options: z.strictObject({ area: share.optional() }), make: occlude },
  contrast: { options: z.strictObject({ factor: z.number().min(0).optional() }), make: contrast },
}
