import { type TrainedPrepare, trainedPrepare } from '@spad/core'
import type { TrainingParts } from './training-parts.js'
import { buildTrainingPart } from './load-parts.js'

/**
 * How scans are made into pictures for a model, with preparations of one's own.
 *
 * @param prepare As it stands in the model's metadata.
 * @param names What the model's channels are called; `[]`: a picture, grey or in colour.
 * @throws SpadError if it is not of that form, or no part has its `type`.
 */
export function prepareOf(
  prepare: unknown,
  parts: Pick<TrainingParts, 'prepares'>,
  names: readonly string[],
): TrainedPrepare {
  return trainedPrepare(prepare, (config) => buildTrainingPart('prepares', config, parts), names)
}
