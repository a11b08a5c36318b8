import {
  type Denoiser,
  fail,
  type Model,
  type Postprocessing,
  segment,
  type Segmentation,
  segmentationOf,
} from '@spad/core'
import { ensemble } from './ensemble.js'
import { configOfModel } from './model-config.js'

/**
 * Several models as one, whose probabilities are the mean of theirs. It owns them: disposing its
 * denoiser disposes theirs.
 *
 * Models that see images in the same way become one network, which can be saved; others, and those that an
 * `inference` answers for, are asked one after another.
 *
 * @throws SpadError if there is none, or if they differ in classes or channels.
 */
export function joinModels(models: readonly Model[]): Model {
  const first = models[0] ?? fail('models', '`models` is empty: name at least one.')
  if (models.length === 1) return first
  for (const other of models.slice(1)) checkAlike(first, other)
  const ways = new Set(models.map((model) => JSON.stringify(wayOfSeeing(model))))
  const asOne = ways.size === 1 && !models.some(({ inference }) => inference)
  const denoisers = models.map((model) => model.denoiser)
  const denoiser = asOne ? ensemble(denoisers) : ownerOf(first.denoiser, denoisers)
  const postprocessing = meanPostprocessing(models)
  const answers = Math.max(...models.map((model) => model.ensemble ?? 1))
  const scales = mostOf(models.map((model) => model.scales ?? [1]))
  const joined = {
    ...first,
    denoiser,
    ...(postprocessing && { postprocessing }),
    ...(answers > 1 && { ensemble: answers }),
    ...(scales.length > 1 && { scales }),
  }
  return asOne ? joined : { ...joined, answer: inTurn(models, joined) }
}

/** Stands for networks that are asked in turn, which may see other channels: it owns them all, and answers nothing. */
function ownerOf(first: Denoiser, members: readonly Denoiser[]): Denoiser {
  return {
    ...first,
    variables: Object.fromEntries(
      members.flatMap(({ variables }, i) =>
        Object.entries(variables).map(([name, one]) => [`${i}/${name}`, one]),
      ),
    ),
    dispose() {
      for (const member of members) member.dispose()
    },
  }
}

/** The longest list, the first of them. */
function mostOf(lists: readonly (readonly number[])[]): readonly number[] {
  return lists.reduce((most, list) => (list.length > most.length ? list : most), [])
}

function checkAlike(first: Model, other: Model): void {
  const names = ({ classes }: Model): string => classes.map(({ name }) => name).join(', ')
  if (names(first) !== names(other))
    fail(
      'models',
      `the models find different classes (${names(first)} and ${names(other)}): only models of the ` +
        'same classes, in the same order, can answer together.',
    )
  const channels = [first, other].map(({ preprocessing }) => preprocessing.channels)
  if (channels[0] !== channels[1])
    fail(
      'models',
      `the models take images of ${channels.join(' and ')} channels: only models of the same kind of ` +
        'image can answer together.',
    )
}

/** What must be the same for one pass to serve all. */
function wayOfSeeing(model: Model): unknown {
  const { preprocessing, fit, diffusion } = configOfModel(model)
  return [preprocessing, fit, diffusion]
}

/** Each class has to cover the mean of what the models ask of it; objects follow rules, and classes
 * are preferred, as all of them do. */
function meanPostprocessing(models: readonly Model[]): Postprocessing | undefined {
  if (!models.some(({ postprocessing }) => postprocessing)) return undefined
  const classes = models[0]?.classes ?? []
  const minArea = classes.map((_, k) => {
    const areas = models.map(({ postprocessing }) => postprocessing?.minArea.at(k) ?? 0)
    return areas.reduce((sum, area) => sum + area, 0) / models.length
  })
  const [first] = models
  const alike = (pick: (rules: Postprocessing | undefined) => unknown): boolean =>
    new Set(models.map(({ postprocessing }) => JSON.stringify(pick(postprocessing)))).size === 1
  const { objects, preference } = first?.postprocessing ?? {}
  return {
    minArea,
    ...(preference && alike((rules) => rules?.preference) && { preference }),
    ...(objects && alike((rules) => rules?.objects) && { objects }),
  }
}

/** Asks one model after another; `onStep` hears of each. */
function inTurn(models: readonly Model[], { classes, postprocessing }: Model): Model['answer'] {
  return async (image, { onProgress, onStep, postprocess = true, ...options }) => {
    const shape = { height: image.height, width: image.width, channels: classes.length }
    const sum = new Float32Array(shape.height * shape.width * shape.channels)
    const rules = postprocess ? postprocessing : undefined
    const meanOf = (count: number): Segmentation =>
      segmentationOf({ data: sum.map((p) => p / count), ...shape }, rules)
    for (const [index, model] of models.entries()) {
      const { probabilities } = await segment(model, image, {
        ...options,
        ...(onProgress && {
          onProgress: (done: number, of: number) => {
            onProgress(index * of + done, models.length * of)
          },
        }),
      })
      probabilities.data.forEach((p, i) => (sum[i] = sum[i]! + p))
      onStep?.(meanOf(index + 1), index + 1, models.length)
    }
    return meanOf(models.length)
  }
}
