import { checkNumber } from '../support/check.js'
import { checkRaster } from '../raster/check-raster.js'
import { fail } from '../support/errors.js'
import { IGNORED, withoutIgnored } from '../raster/ignored.js'
import type { LabelMap, Raster } from '../contracts/sample.js'
import { checkLabels, checkSizes } from './check-pair.js'

/** Pixels that the network was about equally sure of. */
export interface CalibrationBin {
  /** Mean probability of the predicted class, in `[0, 1]`; `null` for an empty bin. */
  readonly confidence: number | null
  /** Share of pixels whose predicted class is right, in `[0, 1]`; `null` for an empty bin. */
  readonly accuracy: number | null
  readonly pixels: number
}

export interface Calibration {
  /** Expected calibration error, in `[0, 1]`: 0 if confidence is accuracy in every bin. */
  readonly error: number
  /** By confidence, from 0 to 1, of equal width: a reliability diagram's bars. */
  readonly bins: readonly CalibrationBin[]
}

/** Pools the pixels of many cases into one {@link Calibration}. */
export interface CalibrationMeter {
  /**
   * Counts one case in; the class of largest probability is the predicted one.
   *
   * @param probabilities One channel per class, `[height, width, classes]`.
   * @throws SpadError if the sizes differ or a label is no class.
   */
  add(truth: LabelMap, probabilities: Raster): void
  /** @throws SpadError before the first `add`. */
  result(): Calibration
}

/**
 * Starts a {@link CalibrationMeter}: is the network as often right as it is sure?
 *
 * Counts every pixel, so a large and easy background weighs most; compare models on the same images.
 *
 * Source: Guo et al. 2017, "On calibration of modern neural networks", eq. 5.
 *
 * @param bins Number of bins, at least 1.
 */
export function calibrationMeter(bins = 15): CalibrationMeter {
  checkNumber('core', 'bins', bins, { integer: true, min: 1 })
  const pixels = new Float64Array(bins)
  const confidence = new Float64Array(bins)
  const right = new Float64Array(bins)
  return {
    add(truth, { data, height, width, channels }) {
      checkSizes('probabilities', truth, { height, width })
      checkLabels('truth', withoutIgnored(truth, truth)[0], channels)
      checkRaster('core', 'probabilities', { data, height, width, channels })
      for (let i = 0; i < truth.data.length; i++) {
        if (truth.data[i] === IGNORED) continue
        const label = likeliest(data, i * channels, channels)
        const sure = data[i * channels + label]!
        const bin = Math.min(Math.floor(sure * bins), bins - 1)
        pixels[bin] = pixels[bin]! + 1
        confidence[bin] = confidence[bin]! + sure
        right[bin] = right[bin]! + Number(label === truth.data[i])
      }
    },
    result() {
      const total = pixels.reduce((sum, count) => sum + count, 0)
      if (total === 0) fail('core', '`result` was called before `add`: nothing was measured yet.')
      const gap = pixels.map((_, bin) => Math.abs(confidence[bin]! - right[bin]!))
      return {
        error: gap.reduce((sum, value) => sum + value, 0) / total,
        bins: Array.from(pixels, (count, bin) => ({
          confidence: count > 0 ? confidence[bin]! / count : null,
          accuracy: count > 0 ? right[bin]! / count : null,
          pixels: count,
        })),
      }
    },
  }
}

/** The channel with the largest of `channels` values from `from` on; the first of equals. */
function likeliest(data: Float32Array, from: number, channels: number): number {
  let best = 0
  for (let k = 1; k < channels; k++) if (data[from + k]! > data[from + best]!) best = k
  return best
}
