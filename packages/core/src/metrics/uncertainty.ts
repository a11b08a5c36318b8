import { checkNumber } from '../support/check.js'
import { fail } from '../support/errors.js'
import { IGNORED } from '../raster/ignored.js'
import type { LabelMap, Raster } from '../contracts/sample.js'
import { checkSizes } from './check-pair.js'

/** How well an uncertainty tells wrong pixels from right ones. */
export interface UncertaintyQuality {
  readonly pixels: number
  /** Share of pixels whose label is wrong, `[0, 1]`: the risk at full coverage. */
  readonly risk: number
  /** Share of the wrong pixels that lie among the least sure; `null` if none is wrong. */
  readonly flagged: number | null
  /**
   * Area under the receiver operating characteristic of "is it wrong?": the chance that a wrong pixel
   * is less sure than a right one, 0.5 for a guess; `null` if all are right or all are wrong.
   */
  readonly auroc: number | null
  /** Area under the risk–coverage curve, `[0, 1]`; the smaller the better. */
  readonly aurc: number
  /** The risk–coverage curve: the share of wrong ones among the surest pixels, at 20 coverages. */
  readonly curve: readonly { readonly coverage: number; readonly risk: number }[]
}

/** Pools the pixels of many cases into one {@link UncertaintyQuality}. */
export interface UncertaintyMeter {
  /**
   * Counts one case in.
   *
   * @param uncertainty One channel, `[height, width, 1]`, from 0 = sure; no value may be negative.
   * @throws SpadError if the sizes differ, or the uncertainty has several channels or a value that is
   * negative or no number.
   */
  add(truth: LabelMap, prediction: LabelMap, uncertainty: Raster): void
  /** @throws SpadError before the first `add`. */
  result(): UncertaintyQuality
}

export interface UncertaintyMeterOptions {
  /**
   * The share of pixels that a reader would look at, the least sure first: what `flagged` is about.
   *
   * @default 0.05
   */
  readonly share?: number
}

/**
 * Starts an {@link UncertaintyMeter}: are the pixels that the network is least sure of the wrong ones?
 *
 * Uncertainties that agree to three digits count as equal, and equal ones as being in random order.
 * So millions of pixels need neither be kept nor sorted.
 *
 * Source: Geifman and El-Yaniv 2017, "Selective classification for deep neural networks" (risk and
 * coverage).
 *
 * @throws SpadError if `share` is not in `(0, 1]`.
 */
export function uncertaintyMeter({ share = 0.05 }: UncertaintyMeterOptions = {}): UncertaintyMeter {
  checkNumber('core', 'share', share, { above: 0, max: 1 })
  const pixels = new Float64Array(LEVELS)
  const wrong = new Float64Array(LEVELS)
  return {
    add(truth, prediction, uncertainty) {
      checkSizes('prediction', truth, prediction)
      checkSizes('uncertainty', truth, uncertainty)
      checkChannels(uncertainty)
      for (const [name, { data }] of Object.entries({ truth, prediction, uncertainty }))
        if (data.length !== truth.height * truth.width)
          fail(
            'core',
            `\`${name}.data\` has ${data.length} values: a ${truth.height}×${truth.width} map has ` +
              `${truth.height * truth.width}.`,
          )
      const keys = levelKeys(uncertainty.data)
      for (let i = 0; i < keys.length; i++) {
        if (truth.data[i] === IGNORED) continue
        const key = keys[i]!
        pixels[key] = pixels[key]! + 1
        if (prediction.data[i] !== truth.data[i]) wrong[key] = wrong[key]! + 1
      }
    },
    result() {
      const levels = Array.from(pixels, (count, key) => ({ pixels: count, wrong: wrong[key]! }))
      const seen = levels.filter((level) => level.pixels > 0)
      if (seen.length === 0)
        fail('core', '`result` was called before `add`: nothing was measured yet.')
      return qualityOf(seen, share)
    },
  }
}

/** The pixels of one uncertainty. */
interface Level {
  readonly pixels: number
  readonly wrong: number
}

function checkChannels({ channels }: Raster): void {
  if (channels !== 1)
    fail('core', `\`channels\` of \`uncertainty\` is ${channels}: it must be 1. Reduce them first.`)
}

/** A float32 without the last 13 bits of its fraction: ten are left, about three digits. */
const LEVELS = 2 ** 18

/** Whole numbers in the order of the values: a float32's bits, which rise with it from 0 on. */
function levelKeys(values: Float32Array): Uint32Array {
  const keys = new Uint32Array(new Float32Array(values).buffer)
  for (let i = 0; i < keys.length; i++) {
    const value = values[i]!
    if (!(value >= 0 && value < Infinity))
      fail(
        'core',
        `\`uncertainty\` has the value ${value}: it must be a finite number of at least 0.`,
      )
    keys[i] = value === 0 ? 0 : keys[i]! >>> 13
  }
  return keys
}

const POINTS = 20

/** @param levels From the surest to the least sure. */
function qualityOf(levels: readonly Level[], share: number): UncertaintyQuality {
  const pixels = levels.reduce((sum, level) => sum + level.pixels, 0)
  const wrong = levels.reduce((sum, level) => sum + level.wrong, 0)
  const covered = (coverage: number): number => wrongAmong(levels, coverage * pixels)
  return {
    pixels,
    risk: wrong / pixels,
    flagged: wrong > 0 ? 1 - covered(1 - share) / wrong : null,
    auroc: wrong > 0 && wrong < pixels ? pairsInOrder(levels) / (wrong * (pixels - wrong)) : null,
    aurc: sumOfRisks(levels) / pixels,
    curve: Array.from({ length: POINTS }, (_, i) => {
      const coverage = (i + 1) / POINTS
      return { coverage, risk: covered(coverage) / (coverage * pixels) }
    }),
  }
}

/** How many of the `first` surest pixels are wrong. */
function wrongAmong(levels: readonly Level[], first: number): number {
  let left = first
  let sum = 0
  for (const { pixels, wrong } of levels) {
    if (left <= pixels) return sum + (wrong * left) / pixels
    left -= pixels
    sum += wrong
  }
  return sum
}

/** Pairs of a right and a wrong pixel of which the wrong one is less sure; equal ones are half a pair. */
function pairsInOrder(levels: readonly Level[]): number {
  let rightBefore = 0
  let pairs = 0
  for (const { pixels, wrong } of levels) {
    const right = pixels - wrong
    pairs += wrong * (rightBefore + right / 2)
    rightBefore += right
  }
  return pairs
}

/** The risk among the k surest pixels, summed over all k. */
function sumOfRisks(levels: readonly Level[]): number {
  let seen = 0
  let wrongSeen = 0
  let sum = 0
  for (const { pixels, wrong } of levels) {
    for (let i = 1; i <= pixels; i++) sum += (wrongSeen + (wrong * i) / pixels) / (seen + i)
    seen += pixels
    wrongSeen += wrong
  }
  return sum
}
