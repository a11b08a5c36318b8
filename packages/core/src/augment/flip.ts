import { checkNumber } from '../support/check.js'
import { type GeometricAugment, geometricAugment } from './augment.js'

export interface FlipOptions {
  /**
   * How often left and right change places. Most organs and lesions look alike mirrored, or come in
   * mirrored pairs (eyes, lungs, breasts), so this doubles the data for nothing.
   * @default 0.5
   */
  readonly horizontal?: number
  /**
   * How often top and bottom change places. Off, because patients, beams and probes have a direction:
   * no lung hangs from a diaphragm, no retina lies under its choroid. For pictures without an upright
   * (microscopy, dermoscopy, en-face views) give 0.5.
   * @default 0
   */
  readonly vertical?: number
}

/**
 * Mirrors a sample.
 *
 * @throws SpadError if a probability is not in `[0, 1]`.
 */
export function flip({ horizontal = 0.5, vertical = 0 }: FlipOptions = {}): GeometricAugment {
  checkNumber('core', 'horizontal', horizontal, { min: 0, max: 1 })
  checkNumber('core', 'vertical', vertical, { min: 0, max: 1 })
  return geometricAugment((random, height, width) => {
    const mirrorX = random.uniform() < horizontal
    const mirrorY = random.uniform() < vertical
    if (!mirrorX && !mirrorY) return undefined
    return ({ x, y }) => {
      for (let i = 0; mirrorX && i < x.length; i++) x[i] = width - 1 - (x[i] ?? 0)
      for (let i = 0; mirrorY && i < y.length; i++) y[i] = height - 1 - (y[i] ?? 0)
    }
  })
}
