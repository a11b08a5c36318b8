import { definePart, type Given } from '../contracts/define-part.js'
import { aNumber, aShare } from '../contracts/rule.js'
import { geometricAugment } from './augment.js'
import { smoothField } from './smooth-field.js'

const options = {
  /**
   * The root mean square displacement along each axis, as a share of the shorter side: 2 pixels of
   * 128. Enough to vary a contour, too little to make another shape of it.
   * @default 0.015
   */
  strength: { rule: aShare(), default: 0.015 },
  /**
   * The size of the displacement's bumps, as a share of the shorter side. Tissue deforms smoothly;
   * with bumps below about five times `strength` the picture would fold over itself.
   * @default 0.25
   */
  smoothness: { rule: aNumber({ above: 0 }), default: 0.25 },
  /**
   * How often a sample is deformed. It is the costliest movement and the least like real variation,
   * so it is for a minority.
   * @default 0.3
   */
  probability: { rule: aShare(), default: 0.3 },
}

export interface ElasticOptions extends Given<typeof options> {}

/**
 * Deforms a sample by a smooth random field.
 *
 * The field is laid over the pixels of the result, so this belongs after other movements.
 *
 * Source: Simard et al. 2003, with cubic B-splines on a coarse grid in place of smoothed noise.
 *
 * @throws SpadError if an option is out of range.
 */
export const elastic = /* @__PURE__ */ definePart({
  where: 'core',
  kind: 'augment',
  type: 'elastic',
  options,
  build: ({ strength, smoothness, probability }) =>
    geometricAugment((random, height, width) => {
      if (random.uniform() >= probability || strength === 0) return undefined
      const side = Math.min(height, width)
      const spacing = Math.max(1, smoothness * side)
      const down = smoothField(height, width, spacing, random)
      const right = smoothField(height, width, spacing, random)
      const reach = strength * side
      return ({ y, x }) => {
        for (let i = 0; i < y.length; i++) {
          y[i] = y[i]! + reach * down[i]!
          x[i] = x[i]! + reach * right[i]!
        }
      }
    }),
})
