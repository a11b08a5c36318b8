import {
  type Answered,
  chooseObjectRules,
  classDice,
  type ChosenRule,
  type Dataset,
  isClearGain,
  type Model,
  type Postprocessing,
  segmentLabels,
  withoutUnknown,
} from '@spad/core'

/** What is said with a model, beside its weights, of how it answers. */
export interface Answering {
  readonly postprocessing?: Postprocessing
  readonly ensemble?: number
  /** What was chosen for the objects of classes. */
  readonly rules: readonly ChosenRule[]
  /** Mean Dice of one answer, and of its mean with that for the mirrored image. */
  readonly mirrored?: { readonly before: number; readonly after: number; readonly kept: boolean }
}

export interface ChooseAnsweringOptions {
  /** Told after each case. */
  readonly onCase?: (done: number, of: number, name: string) => void
}

/** A gain of Dice that is worth twice the time of an answer, and over how many cases at least. */
const CLEAR = { worth: 0.002, least: 3 }

/**
 * Chooses on validation cases how a model's answers are made better: by the answer for the mirrored image,
 * where the mean Dice gains 0.002 by it and more than twice its standard error, and by rules for objects; see
 * `chooseObjectRules`. A model that iterates is left as it is.
 */
export async function chooseAnswering(
  model: Model,
  data: Dataset,
  { onCase }: ChooseAnsweringOptions = {},
): Promise<Answering> {
  if (model.denoiser.usesState) return { rules: [] }
  const cases: Record<'one' | 'two', Answered[]> = { one: [], two: [] }
  const plain = withoutObjects(model)
  for (let index = 0; index < data.names.length; index++) {
    const { name, image, labels, unknown = [] } = await data.read(index)
    for (const [key, ensemble] of [['one', 1] as const, ['two', 2] as const])
      cases[key].push({
        truth: labels,
        answer: withoutUnknown({ unknown }, await segmentLabels(plain, image, { ensemble })),
      })
    onCase?.(index + 1, data.names.length, name)
  }
  const classes = data.classes.length
  const pairs = cases.one.flatMap((one, i) => {
    const two = cases.two[i]
    return two ? comparedOf(one, two, classes) : []
  })
  const [before, after] = [0, 1].map((k) => pairs.map((pair) => pair[k] ?? 0)) as [
    number[],
    number[],
  ]
  const kept = isClearGain(before, after, CLEAR)
  const { rules, chosen } = chooseObjectRules(kept ? cases.two : cases.one, classes)
  const minArea = model.postprocessing?.minArea ?? rules.map(() => 0)
  return {
    ...(chosen.length > 0
      ? { postprocessing: { minArea, objects: rules } }
      : model.postprocessing && { postprocessing: { minArea } }),
    ...(kept && { ensemble: 2 }),
    mirrored: { before: meanOf(before), after: meanOf(after), kept },
    rules: chosen,
  }
}

function withoutObjects(model: Model): Model {
  const { postprocessing } = model
  return postprocessing ? { ...model, postprocessing: { minArea: postprocessing.minArea } } : model
}

/** Mean Dice of a case by one answer and by another, over the classes that any of them shows; none: no pair. */
function comparedOf(one: Answered, two: Answered, classes: number): [number, number][] {
  const shown = new Set(
    [one.truth, one.answer, two.answer].flatMap(({ data }) => [...new Set(data)]),
  )
  const labels = [...shown].filter((label) => label > 0 && label < classes)
  if (labels.length === 0) return []
  const dice = ({ truth, answer }: Answered): number =>
    meanOf(labels.map((label) => classDice(truth, answer, label)))
  return [[dice(one), dice(two)]]
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}
