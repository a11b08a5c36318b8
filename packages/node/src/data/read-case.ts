import { fail, type LabelClass, type Sample } from '@spad/core'
import { inspectImage } from './image-file.js'
import type { CaseFiles } from './case-files.js'
import { both } from './problems.js'
import { readChannels } from './read-channels.js'
import { readImageFile } from './read-image.js'
import { readRaters } from './read-raters.js'
import { type Mask, readMask } from './read-mask.js'
import { toLabels } from './to-labels.js'

/** A case, and what was noticed in reading it. */
export interface CaseRead {
  readonly sample: Sample
  /** Whether its image is stored turned or mirrored; it is given upright. */
  readonly imageTurned: boolean
  /** Whether its mask is. */
  readonly maskTurned: boolean
  /** The colours of the mask's values, where it has a palette. */
  readonly colors?: Mask['colors']
}

/**
 * Reads an image and its mask, whose values become class indices.
 *
 * @param ignore The value in masks whose pixels nobody knows.
 * @throws SpadError if either cannot be read, their sizes differ, the image has other channels, or the
 * mask a value that is no class's.
 */
export async function readCase(
  found: CaseFiles,
  classes: readonly LabelClass[],
  channels: number,
  ignore?: number,
): Promise<Sample> {
  return (await readCaseFully(found, classes, channels, ignore)).sample
}

/** The same, with what was noticed. */
export async function readCaseFully(
  found: CaseFiles,
  classes: readonly LabelClass[],
  channels: number,
  ignore?: number,
): Promise<CaseRead> {
  const { name, image: file, mask, raters, unknown } = found
  const [{ image, turned }, values] = await both(
    name,
    found.channels
      ? readChannels(found.channels)
      : readImageFile(file, { channels: channels === 1 ? 1 : 3 }),
    readMask(mask),
  )
  if (image.height !== values.height || image.width !== values.width)
    await sizesDiffer(found, image, values)
  const labels = toLabels(mask, values, classes, ignore)
  const readers = raters && (await readRaters(raters, values, classes, ignore))
  refuseUnknown(found, labels, classes, `\`${mask}\``)
  for (const [i, drawn] of (readers ?? []).entries())
    refuseUnknown(found, drawn, classes, `what reader ${i + 1} drew`)
  return {
    sample: {
      name,
      image,
      labels,
      ...(unknown && { unknown }),
      ...(readers && { readers }),
    },
    imageTurned: turned,
    maskTurned: values.turned,
    ...(values.colors && { colors: values.colors }),
  }
}

/** A class that nobody looked for cannot have been drawn. */
function refuseUnknown(
  { name, unknown = [] }: CaseFiles,
  { data }: Sample['labels'],
  classes: readonly LabelClass[],
  where: string,
): void {
  const drawn = unknown.find((k) => data.includes(k))
  if (drawn === undefined) return
  const called = classes[drawn]?.name ?? ''
  fail(
    'node',
    `${where} shows ${called}, for which nobody looked in \`${name}\` by \`annotated\` in dataset.json: ` +
      `add ${JSON.stringify(called)} there, or take it out there.`,
  )
}

interface Size {
  readonly height: number
  readonly width: number
}

/** Says that an image and its mask have different sizes, and why if the file tells. */
export async function sizesDiffer({ image, mask }: CaseFiles, a: Size, b: Size): Promise<never> {
  const { orientation } = await inspectImage(image)
  const turned = orientation > 4 && a.height === b.width && a.width === b.height
  return fail(
    'node',
    `\`${image}\` has ${a.width} × ${a.height} pixels, its mask \`${mask}\` ${b.width} × ` +
      `${b.height}: they must be equal. ` +
      (turned
        ? 'The image is stored turned and shown upright (EXIF orientation): draw its mask upright.'
        : 'Export the mask at the size of its image.'),
  )
}
