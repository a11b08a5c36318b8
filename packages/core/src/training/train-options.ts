import type { Augment } from '../augment/augment.js'
import type { CaseReaderOptions } from './case-reader.js'
import type { ComputeGradients } from './gradients.js'
import type { LearningRateSchedule } from './learning-rate.js'
import type { Loss } from './losses.js'
import type { Model } from '../contracts/model.js'
import type { Noise } from '../contracts/noise.js'
import type { AdamWOptions, MakeOptimizer } from './optimizer.js'
import type { PatchOptions } from './patches.js'
import type { Intensity, Measured, ProgressSchedule } from '../contracts/progress-schedule.js'
import type { ReadersUse } from '../readers/choose-readers.js'

/** What validation found; `dice` decides which model is best. */
export type Validation = Measured & Readonly<Record<string, number>>

export interface EmaOptions {
  /** How much of the average stays at each step, in `[0, 1)`. @default 0.99 */
  readonly decay?: number
  /** The training progress at which averaging begins. @default 0.5 */
  readonly from?: number
}

export interface TrainOptions extends CaseReaderOptions {
  /** How many optimiser steps the whole training has. */
  readonly steps: number
  /** Cases per step. @default 8 */
  readonly batchSize?: number
  /** Decides the order of the cases, the augmentation and the noise. @default 0 */
  readonly seed?: number
  /** What is done to each batch before the network sees it. @default nothing */
  readonly noise?: Noise
  /** PaS: how strong each noise is. @default every intensity is absent */
  readonly schedule?: ProgressSchedule
  /** @default diceCrossEntropy() */
  readonly loss?: Loss
  /** @default oneCycle() */
  readonly learningRate?: LearningRateSchedule
  /** Weight decay, clipping and moments of AdamW, or an optimiser of one's own. @default {} */
  readonly optimizer?: AdamWOptions | MakeOptimizer
  /** Who computes a step's gradients: other threads, say. @default the current backend */
  readonly gradients?: ComputeGradients
  /** Random changes to each case, at the network's size. @default none */
  readonly augment?: Augment
  /** Share of each batch that is drawn by class, so that rare classes are seen. @default 0.5 */
  readonly balance?: number
  /**
   * What is learnt of cases that several readers drew: one reader's mask, drawn anew at each step, the
   * mean of all as a soft target, or `labels`, their consensus. See `chooseReaders`.
   *
   * @default 'consensus'
   */
  readonly readers?: ReadersUse
  /** How parts of images are drawn, where the model's `fit` shows it parts. @default {} */
  readonly patches?: PatchOptions
  /** Beginnings of the names of weights that stay as they are, such as `encoder`. @default none */
  readonly frozen?: readonly string[]
  /** Running average of the weights, or `false`. @default { decay: 0.99, from: 0.5 } */
  readonly ema?: EmaOptions | false
  /** Measures the model; see `createValidation`. @default none */
  readonly validate?: (model: Model) => Promise<Validation>
  /** Steps between two validations; there is always one after the last step. @default a tenth of `steps` */
  readonly validateEvery?: number
  /** Goes on from here instead of starting at step 0. */
  readonly resume?: TrainState
  /** Ends the training with the signal's reason. */
  readonly signal?: AbortSignal
}

/** Where a training stands: with the same options, enough to go on as if nothing had happened. */
export interface TrainState {
  /** Steps done. */
  readonly step: number
  readonly seed: number
  /** The best of each measure so far, which an adaptive schedule looks at. */
  readonly measured?: Measured
  /** The flat weights, the optimiser's moments and the average. */
  readonly tensors: Readonly<Record<string, Float32Array>>
}

/** What `train` yields after each step. */
export interface TrainEvent {
  /** Steps done, from 1. */
  readonly step: number
  readonly steps: number
  /** The share of training done before this step, which the schedules saw. */
  readonly progress: number
  readonly loss: number
  /** How long this step stood still for its cases to be read, in milliseconds. */
  readonly waited: number
  readonly learningRate: number
  readonly intensity: Intensity
  /** Present where this step was followed by a validation; the model then holds the weights that were validated. */
  readonly validation?: Validation
  /**
   * What to go on from after this step.
   *
   * @throws SpadError if the next step has begun: the weights are no longer those of this one.
   */
  state(): Promise<TrainState>
}
