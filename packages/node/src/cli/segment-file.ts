import { join } from 'node:path'
import { type LabelClass, type Model, segment, type SegmentOptions } from '@spad/core'
import { readImage } from '../data/read-image.js'
import { pickChannel } from '../images/color-map.js'
import { encodeLabelMap } from '../images/encode-png.js'
import { withPngText } from '../images/png-text.js'
import { writeGray, writeOverlay } from '../images/write-images.js'
import { writeAtomically } from '../run/atomic.js'
import type { Input } from './find-inputs.js'

/** The keyword in a label map under which stands what it was made of. */
export const MARK = 'spad'

/** Where the results of one image go. */
export interface Outputs {
  readonly labels: string
  readonly overlay: string
  readonly uncertainty: string
  /** By class index; the background has none. */
  readonly probabilities: ReadonlyMap<number, string>
}

/** The names of an image's results. */
export function outputsOf({ name }: Input, out: string, classes: readonly LabelClass[]): Outputs {
  const file = (what: string): string => join(out, `${name}_${what}.png`)
  const foreground = classes.flatMap((one, index) => (index > 0 ? [{ ...one, index }] : []))
  const several = foreground.length > 1
  const slugs = foreground.map((one) => slug(one.name))
  const probabilities = foreground.map(({ index }, i) => {
    const own = slugs[i] ?? ''
    const unique = own !== '' && slugs.filter((other) => other === own).length === 1
    return [index, file(several ? `probability_${unique ? own : index}` : 'probability')] as const
  })
  return {
    labels: file('labels'),
    overlay: file('overlay'),
    uncertainty: file('uncertainty'),
    probabilities: new Map(probabilities),
  }
}

/** The files of an image's results. */
export function allOf({ labels, overlay, uncertainty, probabilities }: Outputs): string[] {
  return [labels, overlay, uncertainty, ...probabilities.values()]
}

/**
 * Segments one image and writes its results.
 *
 * @param mark Goes into the label map, which is written last: what the results were made of.
 */
export async function segmentFile(
  model: Model,
  input: Input,
  outputs: Outputs,
  options: SegmentOptions,
  mark?: string,
): Promise<void> {
  const channels = model.preprocessing.channels === 1 ? 1 : 3
  const image = await readImage(input.file, { channels })
  const { labels, probabilities, uncertainty } = await segment(model, image, options)
  for (const [index, file] of outputs.probabilities)
    await writeGray(file, pickChannel(probabilities, index))
  await writeGray(outputs.uncertainty, uncertainty)
  await writeOverlay(outputs.overlay, image, labels, model.classes)
  // the labels come last: where they are, the others are
  const png = await encodeLabelMap(labels, model.classes)
  await writeAtomically(outputs.labels, mark === undefined ? png : withPngText(png, MARK, mark))
}

/** `subretinal fluid` → `subretinal-fluid`. */
function slug(name: string): string {
  return name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
}
