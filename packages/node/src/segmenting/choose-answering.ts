import {
  type Answered,
  chooseObjectRules,
  choosePreference,
  type ChosenPreference,
  type ChosenRule,
  type Dataset,
  isClearGain,
  meanClassDice,
  type Model,
  type Postprocessing,
  type Probable,
  segment,
  segmentLabels,
  withoutUnknown,
} from '@spad/core'

/** What is said with a model, beside its weights, of how it answers. */
export interface Answering {
  readonly postprocessing?: Postprocessing
  readonly ensemble?: number
  /** What was chosen for the objects of classes. */
  readonly rules: readonly ChosenRule[]
  /** How classes are preferred, where that helps. */
  readonly preferred?: ChosenPreference
  /** Mean Dice of one answer, and of its mean with that for the mirrored image. */
  readonly mirrored?: { readonly before: number; readonly after: number; readonly kept: boolean }
}

export interface ChooseAnsweringOptions {
  /** Told after each case. */
  readonly onCase?: (done: number, of: number, name: string) => void
}

/** A gain of Dice that is worth twice the time of an answer, and over how many cases at least. */
const CLEAR = { worth: 0.002, least: 3 }
/** The same of how classes are preferred, of which four are tried for each class. */
const WELL_CLEAR = { worth: 0.005, least: 8 }

/**
 * Chooses on validation cases how a model's answers are made better: by the answer for the mirrored image,
 * where the mean Dice gains 0.002 by it and more than twice its standard error, by how classes are preferred
 * (`choosePreference`, 0.005), and by rules for objects (`chooseObjectRules`). A model that iterates is left as it is.
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
  const ensemble = kept ? 2 : 1
  const minArea = model.postprocessing?.minArea ?? Array.from({ length: classes }, () => 0)
  const preferred = await choosePreference(() => probable(plain, data, ensemble), classes, {
    minArea,
    clear: WELL_CLEAR,
  })
  const preference = preferred && { preference: preferred.preference }
  const answers = preference
    ? await answersOf({ ...plain, postprocessing: { minArea, ...preference } }, data, ensemble)
    : cases[kept ? 'two' : 'one']
  const { rules, chosen } = chooseObjectRules(answers, classes)
  const ruled = [model.postprocessing, preferred, chosen[0]].some((one) => one !== undefined)
  return {
    ...(ruled && {
      postprocessing: {
        minArea,
        ...preference,
        ...(chosen.length > 0 && { objects: rules }),
      },
    }),
    ...(kept && { ensemble }),
    mirrored: { before: meanOf(before), after: meanOf(after), kept },
    ...(preferred && { preferred }),
    rules: chosen,
  }
}

/** What the model says of each case, one after another. */
async function* probable(model: Model, data: Dataset, ensemble: number): AsyncGenerator<Probable> {
  for (const index of data.names.keys()) {
    const { image, labels: truth, unknown = [] } = await data.read(index)
    const { probabilities } = await segment(model, image, { ensemble, postprocess: false })
    yield { truth, probabilities, unknown }
  }
}

async function answersOf(model: Model, data: Dataset, ensemble: number): Promise<Answered[]> {
  const answers: Answered[] = []
  for (const index of data.names.keys()) {
    const { image, labels: truth, unknown = [] } = await data.read(index)
    const answer = await segmentLabels(model, image, { ensemble })
    answers.push({ truth, answer: withoutUnknown({ unknown }, answer) })
  }
  return answers
}

function withoutObjects(model: Model): Model {
  const { postprocessing } = model
  return postprocessing ? { ...model, postprocessing: { minArea: postprocessing.minArea } } : model
}

/** Mean Dice of a case by one answer and by another, over the classes that any of them shows; none: no pair. */
function comparedOf(one: Answered, two: Answered, classes: number): [number, number][] {
  const scores = meanClassDice(one.truth, [one.answer, two.answer], classes)
  return scores ? [[scores[0] ?? 0, scores[1] ?? 0]] : []
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}
