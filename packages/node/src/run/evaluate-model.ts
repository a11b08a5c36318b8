import {
  type Calibration,
  calibrationMeter,
  type CaseScores,
  type Dataset,
  fail,
  type Model,
  scoreCase,
  segment,
  type SegmentOptions,
  summarize,
  type Summary,
  uncertaintyMeter,
  type UncertaintyQuality,
} from '@spad/core'
import { type PixelSpacing, spacingOf } from '../data/pixel-spacing.js'

/** What decides an answer besides model and image. */
export type AnswerOptions = Pick<SegmentOptions, 'steps' | 'ensemble' | 'seed' | 'postprocess'>

export interface EvaluateOptions extends AnswerOptions {
  /** Height and width of a pixel in mm: surface distances are in mm then. @default in pixels */
  readonly spacing?: PixelSpacing | undefined
  /** How far an edge may be off in `nsd`, in the unit of the distances. @default 2 */
  readonly tolerance?: number | undefined
  /** Told after each case. */
  readonly onCase?: (done: number, of: number, name: string) => void
}

/** How right the model is, and whether it knows where it is not. */
export interface Evaluation extends Summary {
  /** Over all pixels: is it as often right as it is sure? */
  readonly calibration: Calibration
  /** Over all pixels: does its uncertainty map show where it is wrong? */
  readonly uncertainty: UncertaintyQuality
}

/**
 * Segments every case of a data set and scores it at the image's own size.
 *
 * @throws SpadError if the data set's classes or channels are not the model's.
 */
export async function evaluateModel(
  model: Model,
  data: Dataset,
  { onCase, spacing, tolerance = 2, ...options }: EvaluateOptions = {},
): Promise<Evaluation> {
  checkSameClasses(model, data)
  const cases: CaseScores[] = []
  const calibration = calibrationMeter()
  const uncertainty = uncertaintyMeter()
  for (let index = 0; index < data.names.length; index++) {
    const { name, image, labels } = await data.read(index)
    const answer = await segment(model, image, options)
    const scoring = { tolerance, ...(spacing && { spacing: spacingOf(spacing, name) }) }
    cases.push(scoreCase(name, labels, answer.labels, data.classes.length, scoring))
    calibration.add(labels, answer.probabilities)
    uncertainty.add(labels, answer.labels, answer.uncertainty)
    onCase?.(index + 1, data.names.length, name)
  }
  return {
    ...summarize(cases, data.classes),
    distances: { unit: spacing ? 'mm' : 'px', tolerance, ...(spacing && { spacing }) },
    calibration: calibration.result(),
    uncertainty: uncertainty.result(),
  }
}

/** Refuses a data set whose classes have other names, or another order, than the model's. */
export function checkSameClasses(model: Model, data: Dataset): void {
  const [own, given] = [model.classes, data.classes].map((classes) =>
    classes.map(({ name }) => name).join(', '),
  )
  if (own !== given)
    fail(
      'node',
      `the data set's classes are ${given ?? ''}: the model's are ${own ?? ''}. Evaluate it on data with ` +
        'the same labels, in the same order.',
    )
  if (model.preprocessing.channels !== data.channels)
    fail(
      'node',
      `the data set's images have ${data.channels} channels: the model takes ` +
        `${model.preprocessing.channels}. Evaluate it on images of the same kind.`,
    )
}
