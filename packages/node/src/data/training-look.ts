import { fail, type ImageProfile, type Model, type Raster, unlikeProfile } from '@spad/core'
import { channelNames, type ModelMetadata } from '@spad/models'
import { z } from 'zod'
import type { OpenedDataset } from './opened-dataset.js'
import { few } from './problems.js'

const range = z.tuple([z.number(), z.number()])

const profile = z.object({
  images: z.int(),
  channels: z.int(),
  mean: range,
  spread: range,
  aspect: range,
  layout: z.array(z.number()).length(64),
  likeness: range,
})

/** What the images looked like that a model was trained on, where its metadata say. */
export function trainingLook({ data }: ModelMetadata): ImageProfile | undefined {
  return profile.safeParse(data?.images).data
}

/**
 * Refuses a data set whose channels have other names than those of a model's training, or have names where
 * the model saw pictures in colour, and the other way round.
 *
 * @throws SpadError that tells both.
 */
export function checkChannelNames(
  { place, channelNames: given = [] }: Pick<OpenedDataset, 'place' | 'channelNames'>,
  metadata: ModelMetadata,
  model: Pick<Model, 'preprocessing'>,
): void {
  const named = channelNames(metadata, model)
  if (named.join('\0') === given.join('\0')) return
  if (given.length === 0)
    fail(
      'node',
      `the images of \`${place}\` are one picture each: the model was trained on the channels ${named.join(', ')}. ` +
        'Give a grey picture of each, CASE_0000, CASE_0001, …, and name them so in dataset.json.',
    )
  if (named.length === 0)
    fail(
      'node',
      `the images of \`${place}\` have the channels ${given.join(', ')}, a picture each: the model was trained on ` +
        'single pictures. Give it such, and leave `channels` out of dataset.json.',
    )
  fail(
    'node',
    `the channels of \`${place}\` are ${given.join(', ')}: the model was trained on ${named.join(', ')}. ` +
      'Bring the files into that order, and name them so in dataset.json.',
  )
}

/** Says in what an image is unlike those of the training, as a part of a sentence; nothing if it is like them. */
export function unlikeTraining(known: ImageProfile | undefined, image: Raster): string | undefined {
  const [first = 0] = image.data
  if (image.data.every((value) => value === first)) return 'all of its pixels are equal'
  const found = known ? unlikeProfile(known, image) : []
  return found.length > 0 ? found.join('; ') : undefined
}

/** One warning for all images that are unlike those of the training. */
export function unlikeWarning(
  found: readonly { readonly name: string; readonly unlike: string }[],
): string[] {
  if (found.length === 0) return []
  const [{ name, unlike }] = found as [{ name: string; unlike: string }]
  const all = found.length > 1 ? `: ${few(found.map((one) => one.name))}` : ''
  return [
    `${found.length} image${found.length > 1 ? 's do' : ' does'} not look like those that the model was ` +
      `trained on${all}. ${name}: ${unlike}`,
  ]
}
