import { checkNumber } from '../support/check.js'
import { exactCos, exactSin } from '../support/exact-math.js'
import { fail } from '../support/errors.js'
import type { Random } from '../support/random.js'
import { type GeometricAugment, geometricAugment } from './augment.js'

export interface AffineOptions {
  /**
   * The largest rotation either way, in degrees. Patients and probes tilt by about this much; more
   * would cut off corners and show what no scanner shows.
   * @default 10
   */
  readonly rotation?: number
  /**
   * The smallest and the largest magnification. People and fields of view differ by about this much.
   * @default [0.9, 1.1]
   */
  readonly scale?: readonly [number, number]
  /**
   * The largest shift either way, as a share of each side, since organs are never quite centred.
   * @default 0.06
   */
  readonly shift?: number
  /**
   * How often a sample is moved at all; the rest keeps the pixels that were measured, uninterpolated.
   * @default 0.8
   */
  readonly probability?: number
}

/**
 * Rotates, scales and shifts a sample around its centre, each amount uniformly at random.
 *
 * @throws SpadError if an option is out of range.
 */
export function affine({
  rotation = 10,
  scale = [0.9, 1.1],
  shift = 0.06,
  probability = 0.8,
}: AffineOptions = {}): GeometricAugment {
  checkNumber('core', 'rotation', rotation, { min: 0, max: 180 })
  checkNumber('core', 'shift', shift, { min: 0, max: 1 })
  checkNumber('core', 'probability', probability, { min: 0, max: 1 })
  const [smallest, largest] = scale
  if (!(smallest > 0 && largest >= smallest && largest < Infinity))
    fail(
      'core',
      `\`scale\` is [${scale.join(', ')}]: it must be the smallest and the largest magnification, ` +
        'both above 0, such as [0.9, 1.1].',
    )
  return geometricAugment((random, height, width) => {
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
        const dy = (y[i] ?? 0) - fromY
        const dx = (x[i] ?? 0) - fromX
        y[i] = centreY + cos * dy + sin * dx
        x[i] = centreX + cos * dx - sin * dy
      }
    }
  })
}

/** Uniformly from `[−bound, bound)`. */
function within(random: Random, bound: number): number {
  return (2 * random.uniform() - 1) * bound
}
