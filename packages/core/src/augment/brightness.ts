import { definePart, type Given } from '../contracts/define-part.js'
import { aShare } from '../contracts/rule.js'
import { intensityAugment } from './intensity.js'

const options = {
  /**
   * The largest change either way, of a range of 1. The network's input is normalised per image, which
   * undoes a constant: what is left of it is saturation, in highlights or in shadows.
   * @default 0.1
   */
  shift: { rule: aShare(), default: 0.1 },
  /**
   * The largest difference between opposite borders that an uneven illumination adds, as coils, tilted
   * probes and vignetting do. Normalisation does not undo it, so it is what trains robustness.
   * @default 0.15
   */
  slope: { rule: aShare(), default: 0.15 },
  /**
   * How often the brightness changes.
   * @default 0.5
   */
  probability: { rule: aShare(), default: 0.5 },
}

export interface BrightnessOptions extends Given<typeof options> {}

/**
 * Adds a constant and a ramp of random direction to an image.
 *
 * @throws SpadError if an option is out of range.
 */
export const brightness = /* @__PURE__ */ definePart({
  where: 'core',
  kind: 'augment',
  type: 'brightness',
  options,
  build: ({ shift, slope, probability }) =>
    intensityAugment(probability, ({ data, height, width, channels }, random) => {
      const offset = (2 * random.uniform() - 1) * shift
      const rise = (2 * random.uniform() - 1) * slope
      const drift = (2 * random.uniform() - 1) * slope
      const changed = new Float32Array(data.length)
      const length = width * channels
      for (let y = 0, i = 0; y < height; y++) {
        const row = offset + rise * ((y + 0.5) / height - 0.5)
        for (let x = 0; x < length; x++, i++)
          changed[i] = data[i]! + row + drift * ((x + 0.5) / length - 0.5)
      }
      return changed
    }),
})
