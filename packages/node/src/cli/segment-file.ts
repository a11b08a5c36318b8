import { join } from 'node:path'
import { type LabelClass, type Model, segment, type SegmentOptions } from '@spad/core'
import { readImage } from '../data/read-image.js'
import { pickChannel } from '../images/color-map.js'
import { writeGray, writeLabelMap, writeOverlay } from '../images/write-images.js'
import type { Input } from './find-inputs.js'

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

/** Segments one image and writes its results. */
export async function segmentFile(
  model: Model,
  input: Input,
  outputs: Outputs,
  options: SegmentOptions,
): Promise<void> {
  const channels = model.preprocessing.channels === 1 ? 1 : 3
  const image = await readImage(input.file, { channels })
  const { labels, probabilities, uncertainty } = await segment(model, image, options)
  for (const [index, file] of outputs.probabilities)
    await writeGray(file, pickChannel(probabilities, index))
  await writeGray(outputs.uncertainty, uncertainty)
  await writeOverlay(outputs.overlay, image, labels, model.classes)
  // the labels come last: where they are, the others are
  await writeLabelMap(outputs.labels, labels, model.classes)
}

/** `subretinal fluid` → `subretinal-fluid`. */
function slug(name: string): string {
  return name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
}
