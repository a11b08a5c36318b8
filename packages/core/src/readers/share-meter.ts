import { checkNumber } from '../support/check.js'
import { fail } from '../support/errors.js'
import { IGNORED } from '../raster/ignored.js'
import type { LabelMap, Raster } from '../contracts/sample.js'
import { softTarget } from './soft-target.js'

/** Pixels to which about the same probability was given. */
export interface ShareBin {
  /** Mean probability, in `[0, 1]`; `null` for an empty bin. */
  readonly probability: number | null
  /** Mean share of readers, in `[0, 1]`; `null` for an empty bin. */
  readonly share: number | null
  /** How many pixels and foreground classes. */
  readonly count: number
}

/** Whether probabilities are the shares of readers. */
export interface ShareCalibration {
  /** Mean of `|probability − share|` over bins, weighed by their counts: 0 = the same in every bin. */
  readonly ece: number
  /** By probability, from 0 to 1, of equal width: a reliability diagram's points. */
  readonly bins: readonly ShareBin[]
}

/** Pools the pixels of many cases into one {@link ShareCalibration}. */
export interface ShareMeter {
  /** Counts one case in; pixels that every reader ignores do not count. */
  add(probabilities: Raster, readers: readonly LabelMap[]): void
  /** @throws SpadError before the first `add`. */
  result(): ShareCalibration
}

/**
 * Starts a {@link ShareMeter}: do as many readers mark a pixel as the model gives probability to it? Each
 * foreground class of each pixel counts, so an easy background weighs most.
 *
 * Source: Guo et al. 2017, "On calibration of modern neural networks", eq. 5, with shares for accuracies.
 *
 * @param bins Number of bins, at least 1.
 */
export function shareMeter(bins = 10): ShareMeter {
  checkNumber('core', 'bins', bins, { integer: true, min: 1 })
  const counts = new Float64Array(bins)
  const probability = new Float64Array(bins)
  const share = new Float64Array(bins)
  return {
    add({ data, channels }, readers) {
      const shares = softTarget(readers, channels)
      for (let pixel = 0; pixel * channels < data.length; pixel++) {
        if (readers.every((reader) => reader.data[pixel] === IGNORED)) continue
        for (let i = pixel * channels + 1; i < (pixel + 1) * channels; i++) {
          const p = data[i]!
          const bin = Math.min(Math.floor(p * bins), bins - 1)
          counts[bin] = counts[bin]! + 1
          probability[bin] = probability[bin]! + p
          share[bin] = share[bin]! + shares[i]!
        }
      }
    },
    result() {
      const total = counts.reduce((sum, count) => sum + count, 0)
      if (total === 0) fail('core', '`result` was called before `add`: nothing was measured yet.')
      const gaps = counts.map((_, bin) => Math.abs(probability[bin]! - share[bin]!))
      return {
        ece: gaps.reduce((sum, gap) => sum + gap, 0) / total,
        bins: Array.from(counts, (count, bin) => ({
          probability: count > 0 ? probability[bin]! / count : null,
          share: count > 0 ? share[bin]! / count : null,
          count,
        })),
      }
    },
  }
}
