import {
  type CaseScores,
  type Dataset,
  fail,
  type Model,
  scoreCase,
  segment,
  type SegmentOptions,
  summarize,
  type Summary,
} from '@spad/core'

export interface EvaluateOptions extends Pick<SegmentOptions, 'steps' | 'ensemble' | 'seed'> {
  /** Told after each case. */
  readonly onCase?: (done: number, of: number, name: string) => void
}

/**
 * Segments every case of a data set and scores it at the image's own size.
 *
 * @throws SpadError if the data set's classes or channels are not the model's.
 */
export async function evaluateModel(
  model: Model,
  data: Dataset,
  { onCase, ...options }: EvaluateOptions = {},
): Promise<Summary> {
  checkSameClasses(model, data)
  const cases: CaseScores[] = []
  for (let index = 0; index < data.names.length; index++) {
    const { name, image, labels } = await data.read(index)
    const { labels: prediction } = await segment(model, image, options)
    cases.push(scoreCase(name, labels, prediction, data.classes.length))
    onCase?.(index + 1, data.names.length, name)
  }
  return summarize(cases, data.classes)
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
