import type {
  Augment,
  Backend,
  ComputeGradients,
  LearningRateSchedule,
  Loss,
  MakeOptimizer,
  PartTable,
  Prepare,
} from '@spad/core'
import type { Parts } from '@spad/models'
import type { AskedSource } from '../data/dataset-parts.js'

/** The parts of a model and of its training. */
export interface TrainingParts extends Parts {
  /** Who computes a step's gradients; without a description, `gradientsHere`. */
  readonly gradients: PartTable<ComputeGradients>
  /** Without a `type`, `diceCrossEntropy`. */
  readonly losses: PartTable<Loss>
  /** Without a `type`, `oneCycle`. */
  readonly learningRates: PartTable<LearningRateSchedule>
  /** Without a `type`, `adamW`. */
  readonly optimizers: PartTable<MakeOptimizer>
  /** Without a `type`, `augmentFromConfig`. */
  readonly augments: PartTable<Augment>
  /** What `data` may name; a text is a folder. */
  readonly datasets: PartTable<AskedSource>
  /** How scans are made into pictures; see `Prepare`. */
  readonly prepares: PartTable<Prepare>
  /** What `--backend` may name besides; the description is the type alone. */
  readonly backends: PartTable<Backend>
}
