import { type Raster, unlikeProfile } from '@spad/core'
import { isColoured } from './coloured.js'
import { knowsPhantomsOnly, type ModelEntry } from './model-list.js'
import type { Picture } from './picture.js'
import { picturesRefused } from './takes.js'

/**
 * In what a picture is unlike those that a model was trained on: empty if it is like them, nothing if that is
 * not known of the model.
 */
export function unlike(model: ModelEntry, picture: Picture): string[] | undefined {
  const { phantom } = picture
  if (phantom && knowsPhantomsOnly(model))
    return phantom.kind === model.kind ? [] : ['it is a phantom of another kind']
  if (!phantom && knowsPhantomsOnly(model)) return ['the model has seen phantoms only']
  const refused = picturesRefused(model, picture)
  if (refused !== undefined) return [refused]
  const { images, channels } = model
  if (!images) return undefined
  const seen = rasterOf(picture.pixels, channels)
  const [first = 0] = seen.data
  if (seen.data.every((value) => value === first)) return ['all of its pixels are equal']
  const colour = channels === 1 && isColoured(picture.pixels)
  return [...(colour ? ['it is in colour, in training grey'] : []), ...unlikeProfile(images, seen)]
}

/** The models that were trained on pictures like this one. */
export function fittingModels(models: readonly ModelEntry[], picture: Picture): ModelEntry[] {
  return models.filter((model) => unlike(model, picture)?.length === 0)
}

/** What the network gets, in `[0, 1]`: brightness as ITU-R BT.601 has it, or all three colours. */
export function rasterOf({ data, height, width }: ImageData, channels: number): Raster {
  const values = new Float32Array(height * width * channels)
  for (let pixel = 0; pixel < height * width; pixel++) {
    const [red = 0, green = 0, blue = 0] = data.subarray(4 * pixel, 4 * pixel + 3)
    if (channels === 3) values.set([red / 255, green / 255, blue / 255], 3 * pixel)
    else values[pixel] = (0.299 * red + 0.587 * green + 0.114 * blue) / 255
  }
  return { data: values, height, width, channels }
}
