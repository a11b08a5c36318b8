import { definePart, type Given } from '../contracts/define-part.js'
import { aNumber, aShare } from '../contracts/rule.js'
import { exactCos, exactSin } from '../support/exact-math.js'
import type { Random } from '../support/random.js'
import { aRange } from './a-range.js'
import { geometricAugment } from './augment.js'

const options = {
  /**
   * The largest rotation either way, in degrees. Patients and probes tilt by about this much; more
   * would cut off corners and show what no scanner shows.
   * @default 10
   */
  rotation: { rule: aNumber({ min: 0, max: 180 }), default: 10 },
  /**
   * The smallest and the largest magnification. People and fields of view differ by about this much.
   * @default [0.9, 1.1]
   */
  scale: {
    rule: aRange('magnification, both above 0, such as [0.9, 1.1]', Number.MIN_VALUE),
    default: [0.9, 1.1],
  },
  /**
   * The largest shift either way, as a share of each side, since organs are never quite centred.
   * @default 0.06
   */
  shift: { rule: aShare(), default: 0.06 },
  /**
   * How often a sample is moved at all; the rest keeps the pixels that were measured, uninterpolated.
   * @default 0.8
   */
  probability: { rule: aShare(), default: 0.8 },
}

export interface AffineOptions extends Given<typeof options> {}

/**
 * Rotates, scales and shifts a sample around its centre, each amount uniformly at random.
 *
 * @throws SpadError if an option is out of range.
 */
export const affine = /* @__PURE__ */ definePart({
  where: 'core',
  kind: 'augment',
  type: 'affine',
  options,
  build: ({ rotation, scale: [smallest, largest], shift, probability }) =>
    geometricAugment((random, height, width) => {
      if (random.uniform() >= probability) return undefined
      const angle = (within(random, rotation) * Math.PI) / 180
      const magnification = smallest + (largest - smallest) * random.uniform()
      const cos = exactCos(angle) / magnification
      const sin = exactSin(angle) / magnification
      const centreY = (height - 1) / 2
      const centreX = (width - 1) / 2
      const fromY = centreY + within(random, shift) * height
      const fromX = centreX + within(random, shift) * width
      return ({ y, x }) => {
        for (let i = 0; i < y.length; i++) {
          const dy = y[i]! - fromY
          const dx = x[i]! - fromX
          y[i] = centreY + cos * dy + sin * dx
          x[i] = centreX + cos * dx - sin * dy
        }
      }
    }),
})

/** Uniformly from `[−bound, bound)`. */
function within(random: Random, bound: number): number {
  return (2 * random.uniform() - 1) * bound
}
