import { checkNumber } from '../support/check.js'
import type { Augment } from './augment.js'
import { intensityAugment } from './intensity.js'

export interface BrightnessOptions {
  /**
   * The largest change either way, of a range of 1. The network's input is normalised per image, which
   * undoes a constant: what is left of it is saturation, in highlights or in shadows.
   * @default 0.1
   */
  readonly shift?: number
  /**
   * The largest difference between opposite borders that an uneven illumination adds, as coils, tilted
   * probes and vignetting do. Normalisation does not undo it, so it is what trains robustness.
   * @default 0.15
   */
  readonly slope?: number
  /**
   * How often the brightness changes.
   * @default 0.5
   */
  readonly probability?: number
}

/**
 * Adds a constant and a ramp of random direction to an image.
 *
 * @throws SpadError if an option is out of range.
 */
export function brightness({
  shift = 0.1,
  slope = 0.15,
  probability = 0.5,
}: BrightnessOptions = {}): Augment {
  checkNumber('core', 'shift', shift, { min: 0, max: 1 })
  checkNumber('core', 'slope', slope, { min: 0, max: 1 })
  return intensityAugment(probability, ({ data, height, width, channels }, random) => {
    const offset = (2 * random.uniform() - 1) * shift
    const rise = (2 * random.uniform() - 1) * slope
    const drift = (2 * random.uniform() - 1) * slope
    const changed = new Float32Array(data.length)
    const length = width * channels
    for (let y = 0, i = 0; y < height; y++) {
      const row = offset + rise * ((y + 0.5) / height - 0.5)
      for (let x = 0; x < length; x++, i++)
        changed[i] = (data[i] ?? 0) + row + drift * ((x + 0.5) / length - 0.5)
    }
    return changed
  })
}
