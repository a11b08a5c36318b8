import { type Means, perMetric } from './metric.js'
import { percentile } from './percentile.js'
import type { SurfaceDistances } from './surface-distance.js'

/**
 * One class of one case; the rules, those for empty masks too, stand at `Metric`.
 *
 * The class is in the truth where `sensitivity` is a number, in the prediction where `precision` is
 * one, and in neither where all are `null`.
 */
export type ClassScores = Means

/** How much of one class there is in the truth, in the prediction and in both. */
export interface ClassCounts {
  readonly truth: number
  readonly predicted: number
  readonly both: number
}

/** The extent of the case and how far an edge may be off, in the unit of the distances. */
export interface ClassLimits {
  readonly diagonal: number
  readonly tolerance: number
}

/** @param distances Asked for where both sides have something. */
export function classScores(
  counts: ClassCounts,
  { diagonal, tolerance }: ClassLimits,
  distances: () => SurfaceDistances,
): ClassScores {
  if (counts.truth === 0 && counts.predicted === 0) return perMetric(() => null)
  if (counts.truth === 0 || counts.predicted === 0) return oneSided(counts, diagonal)
  const scored = { ...overlapScores(counts), ...distanceScores(distances(), tolerance) }
  return perMetric((metric) => scored[metric])
}

/** A missed or an invented class. */
function oneSided({ truth }: ClassCounts, diagonal: number): ClassScores {
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

function overlapScores({ truth, predicted, both }: ClassCounts) {
  return {
    dice: (2 * both) / (truth + predicted),
    iou: both / (truth + predicted - both),
    sensitivity: both / truth,
    precision: both / predicted,
  }
}

function distanceScores({ fromTruth, fromPrediction }: SurfaceDistances, tolerance: number) {
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
