import { fail } from '../support/errors.js'
import { IGNORED } from '../raster/ignored.js'
import type { LabelMap, Raster } from '../contracts/sample.js'
import { pairwiseDice } from './agreement.js'
import { assign } from './assignment.js'
import { likeness } from './likeness.js'
import { softTarget } from './soft-target.js'

/**
 * How well the samples `S` of a case stand for its readers `Y`, by `d = 1 − IoU` (mean over the foreground
 * classes that either shows; 0 where neither shows any), pairs with themselves included:
 *
 * - `ged`: `2 E[d(S, Y)] − E[d(S, S′)] − E[d(Y, Y′)]`, the squared generalised energy distance.
 * - `hmIou`: mean IoU of samples and readers that are matched one to one as well as can be, each repeated up
 *   to the least common multiple of their numbers.
 * - `distance`: `E[d(S, Y)]`; `spread`: `E[d(S, S′)]`; `readerSpread`: `E[d(Y, Y′)]`.
 * - `agreement`: mean Dice of two readers, pair by pair.
 * - `maxDice`: mean over readers of the Dice of the sample that is most like each.
 * - `meanDice`: mean Dice of a sample and a reader.
 * - `consensusDice`: Dice of the samples' consensus and the case's labels.
 * - `brier`: mean over pixels and foreground classes of `(p − share of readers)²`.
 *
 * Sources: Székely and Rizzo 2013, "Energy statistics"; Kohl et al. 2018, "A probabilistic U-Net" (GED);
 * Kohl et al. 2019, "A hierarchical probabilistic U-Net" (matched IoU).
 */
export type ReaderMetric =
  | 'ged'
  | 'hmIou'
  | 'spread'
  | 'agreement'
  | 'consensusDice'
  | 'brier'
  | 'distance'
  | 'readerSpread'
  | 'maxDice'
  | 'meanDice'

/** What a case's readers are compared with. */
export interface SampledAnswer {
  readonly samples: readonly LabelMap[]
  /** Their consensus. */
  readonly labels: LabelMap
  /** Of each class, `[height, width, classes]`. */
  readonly probabilities: Raster
}

/** What a case's readers said. */
export interface ReaderTruth {
  readonly readers: readonly LabelMap[]
  /** Their consensus. */
  readonly labels: LabelMap
}

/**
 * Scores the samples of a case against its readers.
 *
 * @throws SpadError without samples or readers, or if sizes differ.
 */
export function scoreSamples(
  { samples, labels, probabilities }: SampledAnswer,
  truth: ReaderTruth,
): Record<ReaderMetric, number> {
  const classes = probabilities.channels
  const { readers } = truth
  if (samples.length === 0) fail('core', '`samples` is empty: at least one must be drawn.')
  if (readers.length === 0) fail('core', '`readers` is empty: samples are compared with readers.')
  const pairs = samples.map((sample) => readers.map((reader) => likeness(sample, reader, classes)))
  const distance = 1 - mean(pairs.flat().map(({ iou }) => iou))
  const spread = selfDistance(samples, classes)
  const readerSpread = selfDistance(readers, classes)
  return {
    ged: 2 * distance - spread - readerSpread,
    hmIou: matchedIou(pairs.map((row) => row.map(({ iou }) => iou))),
    spread,
    agreement: pairwiseDice(readers, classes),
    consensusDice: likeness(labels, truth.labels, classes).dice,
    brier: brierOf(probabilities, readers),
    distance,
    readerSpread,
    maxDice: mean(readers.map((_, r) => Math.max(...pairs.map((row) => row[r]?.dice ?? 0)))),
    meanDice: mean(pairs.flat().map(({ dice }) => dice)),
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** `E[d(A, A′)]` with `A = A′` among the pairs. */
function selfDistance(maps: readonly LabelMap[], classes: number): number {
  let sum = 0
  maps.forEach((one, i) => {
    for (const other of maps.slice(i + 1)) sum += 2 * (1 - likeness(one, other, classes).iou)
  })
  return sum / maps.length ** 2
}

/** @param iou A row a sample, a column a reader. */
function matchedIou(iou: readonly (readonly number[])[]): number {
  const [rows, columns] = [iou.length, iou[0]?.length ?? 0]
  const size = (rows * columns) / commonDivisor(rows, columns)
  const cost = Float64Array.from({ length: size * size }, (_, i) => {
    const row = Math.floor(i / size)
    return 1 - iou[row % rows]![(i % size) % columns]!
  })
  const chosen = assign(cost, size)
  return 1 - mean([...chosen].map((column, row) => cost[row * size + column]!))
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b)
}

/** Pixels that every reader ignores do not count. */
function brierOf({ data, channels }: Raster, readers: readonly LabelMap[]): number {
  const share = softTarget(readers, channels)
  let sum = 0
  let pixels = 0
  for (let pixel = 0; pixel * channels < data.length; pixel++) {
    if (readers.every((reader) => reader.data[pixel] === IGNORED)) continue
    pixels++
    for (let i = pixel * channels + 1; i < (pixel + 1) * channels; i++)
      sum += (data[i]! - share[i]!) ** 2
  }
  return pixels === 0 ? 0 : sum / (pixels * (channels - 1))
}
