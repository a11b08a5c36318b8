import { MARK } from './mark.js'
import { join } from 'node:path'
import {
  amount,
  fail,
  type ImageProfile,
  type LabelClass,
  type LabelMap,
  type Model,
  type Raster,
  refuseOneSlice,
  type SampledSegmentation,
  segment,
  segmentLabels,
  type Segmentation,
  segmentSamples,
  type SegmentOptions,
} from '@spad/core'
import { readChannels } from '../data/read-channels.js'
import { type ImageRead, readImageFile } from '../data/read-image.js'
import { unlikeTraining } from '../data/training-look.js'
import { pickChannel } from '../images/color-map.js'
import { encodeLabelMap, encodePng } from '../images/encode-png.js'
import { withPngText } from '../images/png-text.js'
import { encodeOverlay } from '../images/write-images.js'
import { writeAtomically } from '../files/atomic.js'
import { giveRoom, takeRoom } from './spare-room.js'
import { type SampleOutputs, sampleOutputs, writeSamples } from './sample-files.js'
import type { Input } from './find-inputs.js'
import type { PictureName } from './pictures.js'

/** Where the results of one image go. */
export interface Outputs {
  readonly labels: string
  readonly overlay?: string
  readonly uncertainty?: string
  /** By class index; the background has none, and no class where they are not asked for. */
  readonly probabilities: ReadonlyMap<number, string>
  /** Where masks are sampled. */
  readonly sampled?: SampleOutputs
}

/** The names of an image's results: those of the pictures that are asked for, and of samples where there are any. */
export function outputsOf(
  { name }: Input,
  out: string,
  classes: readonly LabelClass[],
  pictures: readonly PictureName[],
  samples?: number,
): Outputs {
  const file = (what: string): string => join(out, `${name}_${what}.png`)
  const foreground = classes.flatMap((one, index) => (index > 0 ? [{ ...one, index }] : []))
  const several = foreground.length > 1
  const slugs = foreground.map((one) => slug(one.name))
  const probabilities = foreground.map(({ index }, i) => {
    const own = slugs[i] ?? ''
    const unique = own !== '' && slugs.filter((other) => other === own).length === 1
    return [index, file(several ? `probability_${unique ? own : index}` : 'probability')] as const
  })
  const named = new Map(probabilities)
  return {
    labels: file('labels'),
    ...(pictures.includes('overlay') && { overlay: file('overlay') }),
    ...(pictures.includes('uncertainty') && { uncertainty: file('uncertainty') }),
    probabilities: pictures.includes('probabilities') ? named : new Map(),
    ...(samples && { sampled: sampleOutputs(name, out, samples, named) }),
  }
}

/** The files of an image's results. */
export function allOf(outputs: Outputs): string[] {
  const { labels, overlay, uncertainty, probabilities, sampled } = outputs
  const ofSamples = sampled ? [...sampled.samples, sampled.band, ...sampled.shares.values()] : []
  const pictures = [overlay, uncertainty].filter((file) => file !== undefined)
  return [labels, ...pictures, ...probabilities.values(), ...ofSamples]
}

/** What a model expects of images. */
export interface Expected {
  /** What its training images looked like. */
  readonly look?: ImageProfile
  /** Slices on either side that a picture has to hold as channels; see `refuseOneSlice`. @default 0 */
  readonly neighbours?: number | undefined
}

/** What was noticed about an image. */
export interface ImageNotes {
  /** Whether its file says that it is stored turned; it is segmented upright. */
  readonly turned: boolean
  /** In what it is unlike those of the training, as a part of a sentence. */
  readonly unlike?: string
}

/**
 * Segments one image and writes its results.
 *
 * @param mark Goes into the results: what they were made of. The label map is written last.
 * @returns What should be said about the image.
 */
export async function segmentFile(
  model: Model,
  input: Input,
  outputs: Outputs,
  { samples: count, ...options }: SegmentOptions & { readonly samples?: number },
  mark?: string,
  { look, neighbours }: Expected = {},
): Promise<ImageNotes> {
  const { image, turned } = await readInput(model, input, takeRoom())
  if (!input.channels) refuseOneSlice(input.file, image, neighbours)
  const answer = await answerFor(model, image, outputs, { ...options, samples: count })
  const { labels } = answer
  // by its mark a result is known, and not taken for an image to segment
  const write = async (file: string, png: Promise<Uint8Array>): Promise<void> => {
    await writeAtomically(file, mark === undefined ? await png : withPngText(await png, MARK, mark))
  }
  if ('probabilities' in answer) {
    for (const [index, file] of outputs.probabilities)
      await write(file, encodePng(pickChannel(answer.probabilities, index)))
    if (outputs.uncertainty !== undefined)
      await write(outputs.uncertainty, encodePng(answer.uncertainty))
  }
  if (outputs.overlay !== undefined)
    await write(outputs.overlay, encodeOverlay(image, labels, model.classes))
  if (outputs.sampled && 'samples' in answer)
    await writeSamples(answer.samples, image, model.classes, outputs.sampled, write)
  // the labels come last: where they are, the others are
  await write(outputs.labels, encodeLabelMap(labels, model.classes))
  const unlike = unlikeTraining(look, image)
  giveRoom(image.data)
  return { turned, ...(unlike === undefined ? {} : { unlike }) }
}

type Answer = { readonly labels: LabelMap } | Segmentation | SampledSegmentation

/** No more than the outputs ask for: the labels alone take a fraction of the time. */
async function answerFor(
  model: Model,
  image: Raster,
  { uncertainty, probabilities }: Outputs,
  { samples, ...options }: SegmentOptions & { readonly samples?: number | undefined },
): Promise<Answer> {
  if (samples) return await segmentSamples(model, image, { ...options, samples })
  if (uncertainty !== undefined || probabilities.size > 0)
    return await segment(model, image, options)
  return { labels: await segmentLabels(model, image, options) }
}

function readInput(
  { preprocessing: { channels } }: Model,
  input: Input,
  into: Float32Array | undefined,
): Promise<ImageRead> {
  if (input.channels) return readChannels(input.channels)
  if (channels !== 1 && channels !== 3)
    fail(
      'node',
      `\`${input.file}\` is one picture: the model takes ${amount(channels, 'channel')}. Give a grey picture of each, ` +
        'CASE_0000, CASE_0001, …',
    )
  return readImageFile(input.file, { channels, into })
}

/** `subretinal fluid` → `subretinal-fluid`. */
function slug(name: string): string {
  return name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
}
