import { checkNumber } from '../check.js'
import { withoutIgnored } from '../ignored.js'
import type { LabelMap } from '../sample.js'
import { checkClasses, checkPair } from './check-pair.js'
import { type ClassOverlap, classOverlaps, cropClass } from './class-overlap.js'
import type { Spacing } from './distance-transform.js'
import { type Means, perMetric } from './metric.js'
import { percentile } from './percentile.js'
import { surfaceDistances } from './surface-distance.js'

/**
 * One class of one case; the rules, those for empty masks too, stand at `Metric`.
 *
 * The class is in the truth where `sensitivity` is a number, in the prediction where `precision` is
 * one, and in neither where all are `null`.
 */
export type ClassScores = Means

/** What one case scored. */
export interface CaseScores {
  readonly name: string
  /** Foreground classes only, in order: class 1 first. */
  readonly classes: readonly ClassScores[]
}

export interface ScoreOptions {
  /**
   * How far an edge may be off and still count as right in `nsd`, in the unit of `spacing`.
   *
   * @default 2
   */
  readonly tolerance?: number
  /**
   * Height and width of a pixel, in the unit that `hd95` and `assd` shall have.
   *
   * @default [1, 1], so distances are in pixels
   */
  readonly spacing?: Spacing
}

/**
 * Scores one predicted label map against the true one; pixels that the truth ignores count as background.
 *
 * @param classes Number of classes, background included; the background is not scored.
 * @throws SpadError if the sizes differ, a label is no class or an option is out of range.
 */
export function scoreCase(
  name: string,
  reference: LabelMap,
  answer: LabelMap,
  classes: number,
  { tolerance = 2, spacing = [1, 1] }: ScoreOptions = {},
): CaseScores {
  checkClasses(classes)
  const [truth, prediction] = withoutIgnored(reference, answer)
  checkPair(truth, prediction, classes)
  checkNumber('core', 'tolerance', tolerance, { min: 0 })
  spacing.forEach((step, axis) => checkNumber('core', `spacing[${axis}]`, step, { above: 0 }))
  const diagonal = Math.hypot(truth.height * spacing[0], truth.width * spacing[1])
  const scores = classOverlaps(truth, prediction, classes).map((overlap, label): ClassScores => {
    if (overlap.truth === 0 && overlap.predicted === 0) return perMetric(() => null)
    if (overlap.truth === 0 || overlap.predicted === 0) return oneSided(overlap, diagonal)
    const distances = surfaceDistances(
      cropClass(truth, label, overlap),
      cropClass(prediction, label, overlap),
      spacing,
    )
    const scored = { ...overlapScores(overlap), ...distanceScores(distances, tolerance) }
    return perMetric((metric) => scored[metric])
  })
  return { name, classes: scores.slice(1) }
}

/** A missed or an invented class. */
function oneSided({ truth }: ClassOverlap, diagonal: number): ClassScores {
  return {
    dice: 0,
    iou: 0,
    hd95: diagonal,
    assd: diagonal,
    nsd: 0,
    sensitivity: truth > 0 ? 0 : null,
    precision: truth > 0 ? null : 0,
  }
}

function overlapScores({ truth, predicted, both }: ClassOverlap) {
  return {
    dice: (2 * both) / (truth + predicted),
    iou: both / (truth + predicted - both),
    sensitivity: both / truth,
    precision: both / predicted,
  }
}

function distanceScores(
  { fromTruth, fromPrediction }: ReturnType<typeof surfaceDistances>,
  tolerance: number,
) {
  // three steps of 0.1 are 0.30000000000000004 long and shall be within 0.3
  const limit = tolerance * (1 + 1e-9)
  let total = 0
  let within = 0
  for (const distances of [fromTruth, fromPrediction])
    for (const distance of distances) {
      total += distance
      if (distance <= limit) within++
    }
  const count = fromTruth.length + fromPrediction.length
  return {
    hd95: Math.max(percentile(fromTruth, 0.95), percentile(fromPrediction, 0.95)),
    assd: total / count,
    nsd: within / count,
  }
}
