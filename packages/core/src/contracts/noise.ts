import type { Batch } from './batch.js'
import type { Intensity } from './progress-schedule.js'
import type { Random } from '../support/random.js'

export interface NoiseContext {
  /** How strong each named noise is now, from the {@link ProgressSchedule}. */
  readonly intensity: Intensity
  /** The numbers that this step may use. */
  readonly random: Random
}

/**
 * A noise process: returns the batch that the network is to see.
 *
 * Makes new tensors for what it changes and shares the others with its argument. It disposes
 * nothing: the training loop calls it inside `tf.tidy`.
 */
export type Noise = (batch: Batch, context: NoiseContext) => Batch
