import { checkNumber } from '../support/check.js'
import type { Augment } from './augment.js'
import { intensityAugment } from './intensity.js'

export interface GammaOptions {
  /**
   * How far mid-grey may move either way: 0.1 stands for exponents from 0.74 to 1.32. Scanners and
   * display curves differ by about this much, and no normalisation undoes it.
   * @default 0.1
   */
  readonly strength?: number
  /**
   * How often the curve changes.
   * @default 0.3
   */
  readonly probability?: number
}

/**
 * Bends the tone curve: 0 and 1 stay, mid-grey moves.
 *
 * `v ← v / (v + k (1 − v))`, `k = (1 − m) / m` with `m` the new mid-grey: close to `v^γ`, quicker, and
 * the same bits on every engine.
 *
 * Source: Schlick 1994, "Fast alternatives to Perlin's bias and gain functions".
 *
 * @throws SpadError if an option is out of range.
 */
export function gamma({ strength = 0.1, probability = 0.3 }: GammaOptions = {}): Augment {
  checkNumber('core', 'strength', strength, { min: 0, below: 0.5 })
  return intensityAugment(probability, ({ data }, random) => {
    const middle = 0.5 + (2 * random.uniform() - 1) * strength
    const k = (1 - middle) / middle
    const changed = new Float32Array(data.length)
    for (let i = 0; i < data.length; i++) {
      const value = data[i] ?? 0
      changed[i] = value / (value + k * (1 - value))
    }
    return changed
  })
}
