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
  readonly scales?: readonly number[]
  /** What was chosen for the objects of classes. */
  readonly rules: readonly ChosenRule[]
  /** How classes are preferred, where that helps. */
  readonly preferred?: ChosenPreference
  /** Mean Dice of one answer, and of its mean with that for the mirrored image. */
  readonly mirrored?: Compared
  /** The same of the answer so far, and of its mean with those at other scales. */
  readonly scaled?: Compared
}

/** Mean Dice without something and with it. */
export interface Compared {
  readonly before: number
  readonly after: number
  readonly kept: boolean
}

export interface ChooseAnsweringOptions {
  /** Told after each case. */
  readonly onCase?: (done: number, of: number, name: string) => void
}

/** A gain of Dice that is worth twice the time of an answer, and over how many cases at least. */
const CLEAR = { worth: 0.002, least: 3 }
/** Of fewer validation cases nothing can be chosen. */
export const LEAST_TO_CHOOSE = CLEAR.least
/** The scales that are tried, and a gain that is worth three times the time. */
const SCALES = [0.75, 1, 1.25]
const WORTH_SCALES = { worth: 0.005, least: 3 }
/** The same of how classes are preferred, of which four are tried for each class. */
const WELL_CLEAR = { worth: 0.005, least: 8 }

/**
 * Chooses on validation cases how a model's answers are made better: by the answer for the mirrored image,
 * where the mean Dice gains 0.002 by it and more than twice its standard error, by answers at other scales (0.75
 * and 1.25, three times the time: 0.005), by how classes are preferred (`choosePreference`, 0.005), and by rules
 * for objects (`chooseObjectRules`). A model that iterates is left as it is, and so is any of fewer than three
 * cases.
 */
export async function chooseAnswering(
  model: Model,
  data: Dataset,
  { onCase }: ChooseAnsweringOptions = {},
): Promise<Answering> {
  if (model.denoiser.usesState || data.names.length < LEAST_TO_CHOOSE) return { rules: [] }
  const plain = withoutObjects(model)
  const classes = data.classes.length
  const total = 3 * data.names.length
  let done = 0
  const answersFor = (how: Seeing): Promise<Answered[]> =>
    answersOf(plain, data, how, (name) => onCase?.(++done, total, name))
  const once = await answersFor({ ensemble: 1, scales: [1] })
  const twice = await answersFor({ ensemble: 2, scales: [1] })
  const mirrored = comparedOf(once, twice, classes, CLEAR)
  const ensemble = mirrored.kept ? 2 : 1
  const sofar = mirrored.kept ? twice : once
  const atScales = await answersFor({ ensemble, scales: SCALES })
  const scaled = comparedOf(sofar, atScales, classes, WORTH_SCALES)
  const how = { ensemble, scales: scaled.kept ? SCALES : [1] }
  const minArea = model.postprocessing?.minArea ?? Array.from({ length: classes }, () => 0)
  const preferred = await choosePreference(() => probable(plain, data, how), classes, {
    minArea,
    clear: WELL_CLEAR,
  })
  const preference = preferred && { preference: preferred.preference }
  const answers = preference
    ? await answersOf({ ...plain, postprocessing: { minArea, ...preference } }, data, how)
    : scaled.kept
      ? atScales
      : sofar
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
    ...(mirrored.kept && { ensemble }),
    ...(scaled.kept && { scales: SCALES }),
    ...{ mirrored, scaled },
    ...(preferred && { preferred }),
    rules: chosen,
  }
}

/** How often, and at which scales, an image is seen. */
interface Seeing {
  readonly ensemble: number
  readonly scales: readonly number[]
}

/** What the model says of each case, one after another. */
async function* probable(model: Model, data: Dataset, how: Seeing): AsyncGenerator<Probable> {
  for (const index of data.names.keys()) {
    const { image, labels: truth, unknown = [] } = await data.read(index)
    const { probabilities } = await segment(model, image, { ...how, postprocess: false })
    yield { truth, probabilities, unknown }
  }
}

async function answersOf(
  model: Model,
  data: Dataset,
  how: Seeing,
  onCase?: (name: string) => void,
): Promise<Answered[]> {
  const answers: Answered[] = []
  for (const index of data.names.keys()) {
    const { name, image, labels: truth, unknown = [] } = await data.read(index)
    const answer = await segmentLabels(model, image, how)
    answers.push({ truth, answer: withoutUnknown({ unknown }, answer) })
    onCase?.(name)
  }
  return answers
}

function withoutObjects(model: Model): Model {
  const { postprocessing } = model
  return postprocessing ? { ...model, postprocessing: { minArea: postprocessing.minArea } } : model
}

/** Mean Dice by one way and by another, over the cases and classes that any of them shows. */
function comparedOf(
  one: readonly Answered[],
  other: readonly Answered[],
  classes: number,
  clear: typeof CLEAR,
): Compared {
  const before: number[] = []
  const after: number[] = []
  for (const [i, { truth, answer }] of one.entries()) {
    const second = other[i]?.answer
    const scores = second && meanClassDice(truth, [answer, second], classes)
    if (!scores) continue
    before.push(scores[0]!)
    after.push(scores[1]!)
  }
  return { before: meanOf(before), after: meanOf(after), kept: isClearGain(before, after, clear) }
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}
