import { type LabelClass, type Model, segment, type Segmentation } from '@spad/core'
import { createModel, recipe, type RecipeName, saveModel } from '@spad/models'
import { type Pixels, rasterFromImageData, storeModel } from '../src/index.js'

export const classes: readonly LabelClass[] = [
  { name: 'background', value: 0, color: [0, 0, 0] },
  { name: 'lung', value: 255, color: [0, 128, 255] },
]

/** An untrained model; whoever calls it disposes the denoiser. */
export function freshModel(name: RecipeName = 'spad', channels = 1): Model {
  const size = { height: 32, width: 32, channels }
  return createModel(recipe(name, { ...size, classes, preset: 'tiny' }).config, { seed: 4 })
}

/** Stores an untrained model, with what its recipe says of its training and `more` about it, under a name. */
export async function store(
  name: string,
  kind: RecipeName = 'spad',
  more: Readonly<Record<string, unknown>> = {},
  channels = 1,
): Promise<string> {
  const size = { height: 32, width: 32, channels }
  const { noiseConfig: noise, scheduleConfig: schedule } = recipe(kind, { ...size, classes })
  const model = freshModel(kind, channels)
  const metadata = { ...(noise ? { noise } : {}), ...(schedule ? { schedule } : {}), ...more }
  await storeModel(name, await saveModel(model, metadata))
  model.denoiser.dispose()
  return `indexeddb://${name}`
}

/** What the model answers on the current backend. */
export async function answer(
  image: Pixels,
  kind: RecipeName = 'spad',
  steps = 1,
): Promise<Segmentation> {
  const model = freshModel(kind)
  const found = await segment(model, rasterFromImageData(image, 1), { steps })
  model.denoiser.dispose()
  return found
}
