import { checkNumber } from '../support/check.js'
import { type GeometricAugment, geometricAugment } from './augment.js'
import { smoothField } from './smooth-field.js'

export interface ElasticOptions {
  /**
   * The root mean square displacement along each axis, as a share of the shorter side: 2 pixels of
   * 128. Enough to vary a contour, too little to make another shape of it.
   * @default 0.015
   */
  readonly strength?: number
  /**
   * The size of the displacement's bumps, as a share of the shorter side. Tissue deforms smoothly;
   * with bumps below about five times `strength` the picture would fold over itself.
   * @default 0.25
   */
  readonly smoothness?: number
  /**
   * How often a sample is deformed. It is the costliest movement and the least like real variation,
   * so it is for a minority.
   * @default 0.3
   */
  readonly probability?: number
}

/**
 * Deforms a sample by a smooth random field.
 *
 * The field is laid over the pixels of the result, so this belongs after other movements.
 *
 * Source: Simard et al. 2003, with cubic B-splines on a coarse grid in place of smoothed noise.
 *
 * @throws SpadError if an option is out of range.
 */
export function elastic({
  strength = 0.015,
  smoothness = 0.25,
  probability = 0.3,
}: ElasticOptions = {}): GeometricAugment {
  checkNumber('core', 'strength', strength, { min: 0, max: 1 })
  checkNumber('core', 'smoothness', smoothness, { above: 0 })
  checkNumber('core', 'probability', probability, { min: 0, max: 1 })
  return geometricAugment((random, height, width) => {
    if (random.uniform() >= probability || strength === 0) return undefined
    const side = Math.min(height, width)
    const spacing = Math.max(1, smoothness * side)
    const down = smoothField(height, width, spacing, random)
    const right = smoothField(height, width, spacing, random)
    const reach = strength * side
    return ({ y, x }) => {
      for (let i = 0; i < y.length; i++) {
        y[i] = (y[i] ?? 0) + reach * (down[i] ?? 0)
        x[i] = (x[i] ?? 0) + reach * (right[i] ?? 0)
      }
    }
  })
}
