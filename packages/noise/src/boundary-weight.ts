import { add, mul, type Tensor4D } from '@tensorflow/tfjs-core'
import { checkNumber, type Configured, type Noise } from '@spad/core'
import { bcdBand } from './bcd.js'
import { defineNoise } from './define-noise.js'
import { intensityOf } from './intensity.js'

export interface BoundaryWeightOptions {
  /**
   * Standard deviation of the blur that finds the band, in pixels: how wide it is.
   * @default 2
   */
  readonly tau?: number
  /**
   * How much a boundary weighs beyond 1 at intensity 1.
   * @default 1
   */
  readonly gain?: number
  /**
   * The name of its strength in the progress schedule.
   * @default 'boundaryWeight'
   */
  readonly intensity?: string
}

/**
 * Makes the loss listen **more** to boundaries: `weight ← weight · (1 + γ λ w)`, with BcD's band `w`,
 * the gain `γ` and the intensity `λ ≥ 0`. The counterpart of BcD for the late, contour-adjusting stage,
 * with a schedule that rises as BcD's falls; image and target stay as they are.
 *
 * Source: Ronneberger et al. 2015 (U-Net), eq. 2, weigh boundaries too; that it sets in late is SPAD's
 * order of coarse to fine, the formula is ours.
 */
export function boundaryWeight(options: BoundaryWeightOptions = {}): Configured<Noise> {
  const { tau = 2, gain = 1, intensity = 'boundaryWeight' } = options
  checkNumber('noise', 'tau', tau, { above: 0 })
  checkNumber('noise', 'gain', gain, { min: 0 })
  const config = { type: 'boundaryWeight', tau, gain, intensity }
  return defineNoise(config, (batch, context) => {
    const strength = gain * intensityOf(context, intensity)
    if (strength === 0) return batch
    const { band } = bcdBand(batch, tau)
    const weight: Tensor4D = mul(batch.weight, add(1, mul(band, strength)))
    return { ...batch, weight }
  })
}
