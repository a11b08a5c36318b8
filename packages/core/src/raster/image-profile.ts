import { normalize } from './preprocess.js'
import { resizeRaster } from './resize.js'
import type { Raster } from '../contracts/sample.js'

/** What images look like that a model was trained on; plain data, kept with the model. */
export interface ImageProfile {
  readonly images: number
  readonly channels: number
  /** The lowest and the highest mean of an image, of values in `[0, 1]`. */
  readonly mean: Range
  /** The lowest and the highest standard deviation of an image. */
  readonly spread: Range
  /** The lowest and the highest width / height. */
  readonly aspect: Range
  /** Where the images are bright on average: 8 × 8 numbers, row by row. */
  readonly layout: readonly number[]
  /** The lowest and the highest correlation of an image with `layout`. */
  readonly likeness: Range
}

export type Range = readonly [low: number, high: number]

/** Sides of the small picture that tells where an image is bright. */
const SIDE = 8

/** So many rows are looked at, and up to twice as many. */
const ROWS = 512

interface Look {
  readonly channels: number
  readonly mean: number
  readonly spread: number
  readonly aspect: number
  readonly layout: Float32Array
}

/** Collects an {@link ImageProfile} from images one at a time. */
export interface ProfileMeter {
  /** One image: values in `[0, 1]`, of any size. */
  add(image: Raster): void
  /** Nothing if there was no image. */
  result(): ImageProfile | undefined
}

export function profileMeter(): ProfileMeter {
  const looks: Look[] = []
  return {
    add: (image) => void looks.push(lookAt(image)),
    result() {
      const [first] = looks
      if (!first) return undefined
      const layout = normal(
        first.layout.map((_, i) => looks.reduce((sum, one) => sum + one.layout[i]!, 0)),
      )
      return {
        images: looks.length,
        channels: first.channels,
        mean: rangeOf(looks.map(({ mean }) => mean)),
        spread: rangeOf(looks.map(({ spread }) => spread)),
        aspect: rangeOf(looks.map(({ aspect }) => aspect)),
        layout: [...layout].map((value) => round(value)),
        likeness: rangeOf(looks.map((one) => correlation(one.layout, layout))),
      }
    },
  }
}

/**
 * Says in what an image is unlike those that a model was trained on; nothing if it is like them.
 *
 * A hint, no proof: it compares brightness, contrast, proportions and where the image is bright, with room
 * around what was seen in training. What looks alike can be foreign all the same.
 *
 * @returns Parts of a sentence, such as `its mean is 0.06, in training 0.31 to 0.58`.
 */
export function unlikeProfile(profile: ImageProfile, image: Raster): string[] {
  const look = lookAt(image)
  const found: string[] = []
  const compare = (name: string, value: number, [low, high]: Range, least: number): void => {
    const room = Math.max(least, (high - low) / 2)
    if (value < low - room || value > high + room)
      found.push(`its ${name} is ${show(value)}, in training ${show(low)} to ${show(high)}`)
  }
  compare('mean', look.mean, profile.mean, 0.08)
  compare('spread', look.spread, profile.spread, 0.4 * profile.spread[0])
  const [narrow, wide] = profile.aspect
  if (look.aspect < narrow / 1.5 || look.aspect > wide * 1.5)
    found.push(
      `its width / height is ${show(look.aspect)}, in training ${show(narrow)} to ${show(wide)}`,
    )
  if (profile.channels === 3 && isGrey(image)) found.push('it is grey, in training in colour')
  const like = correlation(look.layout, Float32Array.from(profile.layout))
  const [lowest] = profile.likeness
  if (like < -0.3 && lowest > 0)
    found.push('it is dark where those of training are bright, as if inverted')
  else if (like < lowest - 0.5) found.push('its bright and dark parts lie elsewhere')
  return found
}

function lookAt(whole: Raster): Look {
  const image = someRows(whole)
  const { data, channels } = image
  let sum = 0
  let squares = 0
  // not an iterator, which takes three times as long
  for (let i = 0; i < data.length;) {
    const value = data[i++]!
    sum += value
    squares += value * value
  }
  const mean = sum / data.length
  const small = resizeRaster(image, SIDE, SIDE)
  const layout = Float32Array.from({ length: SIDE * SIDE }, (_, i) => {
    let total = 0
    for (let c = 0; c < channels; c++) total += small.data[i * channels + c]!
    return total
  })
  return {
    channels,
    mean,
    spread: Math.sqrt(Math.max(0, squares / data.length - mean * mean)),
    aspect: whole.width / whole.height,
    layout: normal(layout),
  }
}

/** Of a tall image every second row, or third, and so on: enough to tell how bright it is, and where. */
function someRows(image: Raster): Raster {
  const step = Math.floor(image.height / ROWS)
  if (step < 2) return image
  const row = image.width * image.channels
  const height = Math.ceil(image.height / step)
  const data = new Float32Array(height * row)
  for (let y = 0; y < height; y++)
    data.set(image.data.subarray(y * step * row, (y * step + 1) * row), y * row)
  return { ...image, data, height }
}

function isGrey({ data, channels }: Raster): boolean {
  for (let i = 0; i < data.length; i += channels)
    for (let c = 1; c < channels; c++) if (Math.abs(data[i + c]! - data[i]!) > 0.04) return false
  return true
}

/** To zero mean and unit variance. */
function normal(layout: Float32Array): Float32Array {
  return normalize({ data: layout, height: SIDE, width: SIDE, channels: 1 })
}

/** Of two lists of zero mean and unit variance. */
function correlation(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0) / a.length
}

function rangeOf(values: readonly number[]): Range {
  const [low, high] = values.reduce(
    ([l, h], value) => [Math.min(l, value), Math.max(h, value)],
    [Infinity, -Infinity],
  )
  return [round(low), round(high)]
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4
}

function show(value: number): string {
  return value.toFixed(2)
}
