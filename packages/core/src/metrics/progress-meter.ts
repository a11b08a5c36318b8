import { checkNumber } from '../support/check.js'
import { fail } from '../support/errors.js'
import { withoutIgnored } from '../raster/ignored.js'
import type { Measured } from '../contracts/progress-schedule.js'
import type { LabelMap } from '../contracts/sample.js'
import { checkClasses, checkPair } from './check-pair.js'
import { squaredDistances } from './distance-transform.js'

/** Pools cases into the three Dice values that an adaptive progress schedule looks at. */
export interface ProgressMeter {
  /**
   * Counts one case in.
   *
   * @throws SpadError if the sizes differ or a label is no class.
   */
  add(truth: LabelMap, prediction: LabelMap): void
  /**
   * Dice of all cases pooled, each value a mean over foreground classes, in `[0, 1]`.
   *
   * `dice` leaves out a class that is nowhere in truth nor prediction, and is 1 if none is left.
   * `interior` and `boundary` leave out a class that the truth nowhere has there (thin objects have
   * no interior), and equal `dice` if none is left.
   *
   * @throws SpadError before the first `add`.
   */
  result(): Measured
}

/**
 * Starts a {@link ProgressMeter}: is the coarse structure learnt, and are the contours?
 *
 * Intersections and areas are summed over cases before they are divided, so that a case with a few
 * target pixels does not sway the value.
 *
 * @param classes Number of classes, background included.
 * @param band How far the boundary region reaches to either side of a contour between two true
 *   labels, in pixels; the image's own border is no contour.
 * @throws SpadError if there are fewer than two classes or `band` is not positive.
 */
export function progressMeter(classes: number, band = 3): ProgressMeter {
  checkClasses(classes)
  checkNumber('core', 'band', band, { above: 0 })
  const interior = regionCounts(classes)
  const boundary = regionCounts(classes)
  let cases = 0
  return {
    add(reference, answer) {
      const [truth, prediction] = withoutIgnored(reference, answer)
      checkPair(truth, prediction, classes)
      cases++
      const distances = squaredDistances(contours(truth))
      for (let i = 0; i < truth.data.length; i++) {
        const region = distances[i]! < band * band ? boundary : interior
        count(region, truth.data[i]!, prediction.data[i]!)
      }
    },
    result() {
      if (cases === 0) fail('core', '`result` was called before `add`: nothing was measured yet.')
      const dice =
        meanDice(sum(interior, boundary), (truth, predicted) => truth + predicted > 0) ?? 1
      const inTruth = (truth: number): boolean => truth > 0
      return {
        dice,
        interior: meanDice(interior, inTruth) ?? dice,
        boundary: meanDice(boundary, inTruth) ?? dice,
      }
    },
  }
}

/** Pixels of each class in one region. */
interface RegionCounts {
  readonly truth: Float64Array
  readonly predicted: Float64Array
  readonly both: Float64Array
}

function regionCounts(classes: number): RegionCounts {
  return {
    truth: new Float64Array(classes),
    predicted: new Float64Array(classes),
    both: new Float64Array(classes),
  }
}

function count(region: RegionCounts, truth: number, predicted: number): void {
  region.truth[truth] = region.truth[truth]! + 1
  region.predicted[predicted] = region.predicted[predicted]! + 1
  if (truth === predicted) region.both[truth] = region.both[truth]! + 1
}

function sum(a: RegionCounts, b: RegionCounts): RegionCounts {
  const add = (x: Float64Array, y: Float64Array): Float64Array => x.map((value, i) => value + y[i]!)
  return {
    truth: add(a.truth, b.truth),
    predicted: add(a.predicted, b.predicted),
    both: add(a.both, b.both),
  }
}

/** Mean Dice of the foreground classes that `counts` admits, `undefined` if it admits none. */
function meanDice(
  { truth, predicted, both }: RegionCounts,
  counts: (truth: number, predicted: number) => boolean,
): number | undefined {
  let total = 0
  let admitted = 0
  for (let k = 1; k < truth.length; k++) {
    const t = truth[k]!
    const p = predicted[k]!
    if (!counts(t, p)) continue
    total += (2 * both[k]!) / (t + p)
    admitted++
  }
  return admitted > 0 ? total / admitted : undefined
}

/** Pixels with a 4-neighbour of another label: one on either side of every contour. */
function contours({ data, height, width }: LabelMap): LabelMap {
  const set = new Uint8Array(data.length)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const i = y * width + x
      if (x + 1 < width && data[i] !== data[i + 1]) set[i] = set[i + 1] = 1
      if (y + 1 < height && data[i] !== data[i + width]) set[i] = set[i + width] = 1
    }
  return { data: set, height, width }
}
