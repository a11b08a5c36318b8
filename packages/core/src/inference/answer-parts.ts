import type { Size } from '../contracts/fit.js'
import type { Model, Postprocessing } from '../contracts/model.js'
import type { LabelMap, Raster } from '../contracts/sample.js'
import { answerRows } from './answer-rows.js'
import type { Answering } from './answering.js'
import { risingLabels } from './rising-labels.js'
import { gathered } from './row-streams.js'

/** Mean class probabilities at the working size, through windows or at several scales. */
export async function answerInParts(
  model: Model,
  image: Raster,
  working: Size,
  answering: Answering,
): Promise<Raster> {
  const shape = { ...working, channels: model.denoiser.classes }
  return await gathered(answerRows(model, image, working, answering), shape)
}

/** The labels of it at the image's size, without more of it than the windows that overlap. */
export async function labelsInParts(
  model: Model,
  image: Raster,
  working: Size,
  answering: Answering,
  rules?: Postprocessing,
): Promise<LabelMap> {
  const rising = risingLabels({ ...working, channels: model.denoiser.classes }, image, rules)
  for await (const rows of answerRows(model, image, working, answering)) rising.add(rows)
  return rising.labels()
}
