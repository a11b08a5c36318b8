import { add, mul, type Tensor4D } from '@tensorflow/tfjs-core'
import { aNumber, aText, definePart, type Given } from '@spad/core'
import { bcdBand } from './bcd.js'
import { intensityOf } from './intensity.js'
import { tidyNoise } from './tidy-noise.js'

const options = {
  /**
   * Standard deviation of the blur that finds the band, in pixels: how wide it is.
   * @default 2
   */
  tau: { rule: aNumber({ above: 0 }), default: 2 },
  /**
   * How much a boundary weighs beyond 1 at intensity 1.
   * @default 1
   */
  gain: { rule: aNumber({ min: 0 }), default: 1 },
  /**
   * The name of its strength in the progress schedule.
   * @default 'boundaryWeight'
   */
  intensity: { rule: aText(), default: 'boundaryWeight' },
}

export interface BoundaryWeightOptions extends Given<typeof options> {}

/**
 * Makes the loss listen **more** to boundaries: `weight ← weight · (1 + γ λ w)`, with BcD's band `w`,
 * the gain `γ` and the intensity `λ ≥ 0`. The counterpart of BcD for the late, contour-adjusting stage,
 * with a schedule that rises as BcD's falls; image and target stay as they are.
 *
 * Source: Ronneberger et al. 2015 (U-Net), eq. 2, weigh boundaries too; that it sets in late is SPAD's
 * order of coarse to fine, the formula is ours.
 */
export const boundaryWeight = /* @__PURE__ */ definePart({
  where: 'noise',
  kind: 'noise',
  type: 'boundaryWeight',
  options,
  build: ({ tau, gain, intensity }) =>
    tidyNoise((batch, context) => {
      const strength = gain * intensityOf(context, intensity)
      if (strength === 0) return batch
      const { band } = bcdBand(batch, tau)
      const weight: Tensor4D = mul(batch.weight, add(1, mul(band, strength)))
      return { ...batch, weight }
    }),
})
