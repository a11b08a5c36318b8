import {
  amount,
  type Calibration,
  calibrationMeter,
  type CaseScores,
  type Dataset,
  fail,
  type Model,
  type ReaderSummary,
  scoreCase,
  segment,
  type SegmentOptions,
  summarize,
  type Summary,
  uncertaintyMeter,
  withoutUnknown,
  type UncertaintyQuality,
} from '@spad/core'
import { type PixelSpacing, spacingOf } from '../data/pixel-spacing.js'
import { sampleMeter } from './sample-meter.js'

/** What decides an answer besides model and image. */
export type AnswerOptions = Pick<
  SegmentOptions,
  'steps' | 'ensemble' | 'scales' | 'seed' | 'postprocess'
>

/** The same with nothing left open; without `scales` the image is seen at one. */
export type ResolvedAnswer = Required<Omit<AnswerOptions, 'scales'>> & {
  readonly scales?: readonly number[] | undefined
}

export interface EvaluateOptions extends AnswerOptions {
  /** Whose image a case is; the intervals draw patients then. @default each case is drawn by itself */
  readonly groupOf?: (name: string) => string
  /** Samples of each case, to compare with its readers. @default none */
  readonly samples?: number
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
  /** How well samples stand for several readers, where samples were asked for. */
  readonly readers?: ReaderSummary
}

/**
 * Segments every case of a data set and scores it at the image's own size.
 *
 * @throws SpadError if the data set's classes or channels are not the model's.
 */
export async function evaluateModel(
  model: Model,
  data: Dataset,
  { onCase, groupOf, samples, spacing, tolerance = 2, ...options }: EvaluateOptions = {},
): Promise<Evaluation> {
  checkSameClasses(model, data)
  const cases: CaseScores[] = []
  const calibration = calibrationMeter()
  const uncertainty = uncertaintyMeter()
  const sampled = samples === undefined ? undefined : sampleMeter(model, samples)
  for (let index = 0; index < data.names.length; index++) {
    const { name, image, labels, readers, unknown = [] } = await data.read(index)
    const answer = sampled
      ? await sampled.add({ name, labels, readers }, image, options)
      : await segment(model, image, options)
    const scoring = { tolerance, ...(spacing && { spacing: spacingOf(spacing, name) }) }
    const said = withoutUnknown({ unknown }, answer.labels)
    cases.push(scoreCase(name, labels, said, data.classes.length, scoring))
    // where a class was not looked for, nobody knows how right the background is
    if (unknown.length === 0) {
      calibration.add(labels, answer.probabilities)
      uncertainty.add(labels, answer.labels, answer.uncertainty)
    }
    onCase?.(index + 1, data.names.length, name)
  }
  return {
    ...(sampled && { readers: sampled.result() }),
    ...summarize(cases, data.classes, groupOf && { groupOf }),
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
      `the data set's images have ${amount(data.channels, 'channel')}: the model takes ` +
        `${model.preprocessing.channels}. Evaluate it on images of the same kind.`,
    )
}
