import { cut, cutLabels } from '../fit/cut.js'
import { viewOf } from '../fit/context.js'
import type { Corner, Size, Windows } from '../contracts/fit.js'
import { IGNORED } from '../raster/ignored.js'
import { channelLevels } from '../raster/preprocess.js'
import type { Random } from '../support/random.js'
import { mapLabels } from '../readers/map-labels.js'
import { oncePer } from '../support/once-per.js'
import type { LabelMap, Raster, Sample } from '../contracts/sample.js'

export interface PatchOptions {
  /** Share of the patches that show a foreground class, each class of the case as likely. @default 0.5 */
  readonly foreground?: number
}

/** How far augmentation may see beyond a patch, as a share of its side, so that it repeats no border. */
const MARGIN = 1 / 8

/**
 * A random window of a sample at its working size, with a margin for augmentation if `margin`. It
 * remembers how it differs from the whole image, by which a network normalises; see `Sample.level`.
 *
 * @param windows Whose context comes along as further channels. @default none
 */
export function drawPatch(
  sample: Sample,
  network: Size,
  { foreground = 0.5 }: PatchOptions,
  random: Random,
  margin: boolean,
  windows?: Windows,
): Sample {
  const { image, labels } = sample
  const corner = place(labels, network, foreground, random)
  const around = margin ? marginOf(network) : { height: 0, width: 0 }
  const from = { top: corner.top - around.height, left: corner.left - around.width }
  const size = {
    height: network.height + 2 * around.height,
    width: network.width + 2 * around.width,
  }
  const look = (at: Corner, seen: Size): Raster =>
    windows?.context === undefined ? cut(image, at, seen) : viewOf(windows, image, at, seen)
  const whole = levelsOf(image)
  const level = channelLevels(look(corner, network)).map((own, c) => {
    const { mean, deviation } = whole[c % whole.length] ?? { mean: 0, deviation: 0 }
    const scale = deviation > 1e-6 ? 1 / deviation : 0
    return { mean: (own.mean - mean) * scale, deviation: own.deviation * scale }
  })
  const cutOut = (map: LabelMap): LabelMap => cutLabels(map, from, size)
  return { ...sample, image: look(from, size), ...mapLabels(sample, cutOut), level }
}

/** The patch without the margin that augmentation was given. */
export function trimPatch(sample: Sample, network: Size): Sample {
  const { height, width } = sample.image
  if (height === network.height && width === network.width) return sample
  const corner = { top: (height - network.height) / 2, left: (width - network.width) / 2 }
  return {
    ...sample,
    image: cut(sample.image, corner, network),
    ...mapLabels(sample, (map) => cutLabels(map, corner, network)),
  }
}

function marginOf({ height, width }: Size): Size {
  return { height: Math.round(height * MARGIN), width: Math.round(width * MARGIN) }
}

/** Around a pixel of a foreground class, or anywhere. */
function place(labels: LabelMap, network: Size, foreground: number, random: Random): Corner {
  const wanted = random.uniform() < foreground ? pixelOf(labels, random) : undefined
  const along = (at: number | undefined, image: number, side: number): number => {
    if (image <= side) return Math.floor((image - side) / 2)
    const u = random.uniform()
    if (at === undefined) return Math.floor(u * (image - side + 1))
    // the pixel lies anywhere in the patch, and the patch in the image
    return Math.min(image - side, Math.max(0, at - Math.floor(u * side)))
  }
  const row = wanted === undefined ? undefined : Math.floor(wanted / labels.width)
  const column = wanted === undefined ? undefined : wanted % labels.width
  return {
    top: along(row, labels.height, network.height),
    left: along(column, labels.width, network.width),
  }
}

/** A pixel of a random foreground class; `undefined` where there is none. */
function pixelOf(labels: LabelMap, random: Random): number | undefined {
  const counts = countsOf(labels)
  const classes = [...counts.keys()].filter((k) => k > 0 && k !== IGNORED && counts[k]! > 0)
  const chosen = classes[random.integer(Math.max(1, classes.length))]
  if (chosen === undefined) return undefined
  let left = random.integer(counts[chosen]!)
  const { data } = labels
  let pixel = data.indexOf(chosen)
  while (left-- > 0) pixel = data.indexOf(chosen, pixel + 1)
  return pixel
}

/** A cached case comes again and again, and what its every pixel has a part in stays the same. */
const levelsOf = /* @__PURE__ */ oncePer(channelLevels)

/** How many pixels each label has: `[256]`. */
const countsOf = /* @__PURE__ */ oncePer(({ data }: LabelMap): Uint32Array => {
  const counts = new Uint32Array(256)
  for (const label of data) counts[label] = counts[label]! + 1
  return counts
})
