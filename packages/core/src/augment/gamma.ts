import { definePart, type Given } from '../contracts/define-part.js'
import { aNumber, aShare } from '../contracts/rule.js'
import { intensityAugment } from './intensity.js'

const options = {
  /**
   * How far mid-grey may move either way: 0.1 stands for exponents from 0.74 to 1.32. Scanners and
   * display curves differ by about this much, and no normalisation undoes it.
   * @default 0.1
   */
  strength: { rule: aNumber({ min: 0, below: 0.5 }), default: 0.1 },
  /**
   * How often the curve changes.
   * @default 0.3
   */
  probability: { rule: aShare(), default: 0.3 },
}

export interface GammaOptions extends Given<typeof options> {}

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
export const gamma = /* @__PURE__ */ definePart({
  where: 'core',
  kind: 'augment',
  type: 'gamma',
  options,
  build: ({ strength, probability }) =>
    intensityAugment(probability, ({ data }, random) => {
      const middle = 0.5 + (2 * random.uniform() - 1) * strength
      const k = (1 - middle) / middle
      const changed = new Float32Array(data.length)
      for (let i = 0; i < data.length; i++) {
        const value = data[i]!
        changed[i] = value / (value + k * (1 - value))
      }
      return changed
    }),
})
