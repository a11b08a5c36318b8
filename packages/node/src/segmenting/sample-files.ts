import { join } from 'node:path'
import {
  BANDS,
  boundaryBand,
  type LabelClass,
  type LabelMap,
  type Raster,
  softTarget,
} from '@spad/core'
import { pickChannel } from '../images/color-map.js'
import { encodeLabelMap, encodePng } from '../images/encode-png.js'
import { encodeOverlay } from '../images/write-images.js'

/** Where the samples of one image go. */
export interface SampleOutputs {
  /** `NAME_sample-01.png` and so on, each a mask. */
  readonly samples: readonly string[]
  /** The band in which their boundaries lie, over the image. */
  readonly band: string
  /** The share of samples that show a class, by class index; the background has none. */
  readonly shares: ReadonlyMap<number, string>
}

/** The colours of the band, wide first: of 95, 80 and 50 % of samples. */
const COLORS: readonly LabelClass['color'][] = [
  [86, 180, 233],
  [240, 228, 66],
  [213, 94, 0],
]

const BAND_CLASSES: readonly LabelClass[] = [
  { name: 'sure', value: 0, color: [0, 0, 0] },
  ...BANDS.map((held, i): LabelClass => ({
    name: `${100 * held} % of samples`,
    value: i + 1,
    color: COLORS[i] ?? [255, 255, 255],
  })),
]

/** The names of the files of `count` samples; shares are called as probabilities are. */
export function sampleOutputs(
  name: string,
  out: string,
  count: number,
  probabilities: ReadonlyMap<number, string>,
): SampleOutputs {
  const digits = Math.max(2, String(count).length)
  const file = (what: string): string => join(out, `${name}_${what}.png`)
  return {
    samples: Array.from({ length: count }, (_, i) =>
      file(`sample-${String(i + 1).padStart(digits, '0')}`),
    ),
    band: file('band'),
    shares: new Map(
      [...probabilities].map(([index, path]) => [
        index,
        path.replace(/_probability((?:_[^_/\\]*)?\.png)$/, '_share$1'),
      ]),
    ),
  }
}

/** Each sample as a mask, the share of them that show each class, and the band of their boundaries. */
export async function writeSamples(
  samples: readonly LabelMap[],
  image: Raster,
  classes: readonly LabelClass[],
  outputs: SampleOutputs,
  write: (file: string, png: Promise<Uint8Array>) => Promise<void>,
): Promise<void> {
  for (const [i, file] of outputs.samples.entries()) {
    const sample = samples[i]
    if (sample) await write(file, encodeLabelMap(sample, classes))
  }
  const { height, width } = image
  const data = softTarget(samples, classes.length)
  const shares = { data, height, width, channels: classes.length }
  for (const [index, file] of outputs.shares)
    await write(file, encodePng(pickChannel(shares, index)))
  const band = boundaryBand(samples, classes.length)
  await write(outputs.band, encodeOverlay(image, band, BAND_CLASSES))
}
