import { checkNumber } from '../support/check.js'
import { fail } from '../support/errors.js'
import { IGNORED } from './ignored.js'
import type { LabelMap, Raster } from '../contracts/sample.js'

/**
 * Resizes a picture, separably, with half-pixel centres and replicated edges: a triangle filter as
 * wide as two output pixels where it shrinks (so that nothing aliases), bilinear where it grows.
 *
 * The weights of a pixel sum to 1, so values stay within the range of the image's, and probabilities
 * still sum to 1. Returns `image` itself where the size is right already.
 *
 * Source: the same filter as `Image.resize(BILINEAR)` of Pillow.
 *
 * @param height Rows of the result, at least 1.
 * @param width Columns of the result, at least 1.
 * @throws SpadError if a side is no whole number of at least 1, or if the image is empty.
 */
export function resizeRaster(image: Raster, height: number, width: number): Raster {
  checkSides(image, height, width)
  if (image.height === height && image.width === width) return image
  const { channels } = image
  const rows = resizeAxis(image.data, [1, image.height, image.width * channels], height)
  const data = resizeAxis(rows, [height, image.width, channels], width)
  return { ...image, data, height, width }
}

/**
 * Resizes a picture a few rows at a time: `rowResizer(…)(from, to)` are those rows of
 * `resizeRaster(…).data`, to the bit.
 */
export function rowResizer(
  image: Raster,
  height: number,
  width: number,
): (from: number, to: number) => Float32Array {
  checkSides(image, height, width)
  const { data, channels } = image
  const inner = image.width * channels
  const rows = triangleTaps(image.height, height)
  const columns = triangleTaps(image.width, width)
  return (from, to) => {
    const few =
      image.height === height
        ? data.subarray(from * inner, to * inner)
        : applyTaps(data, [1, image.height, inner], rows, from, to)
    if (image.width === width) return few
    return applyTaps(few, [to - from, image.width, channels], columns, 0, width)
  }
}

/**
 * Resizes a label map: each pixel takes the class that covers most of its area. Where two cover
 * equally much, the class under the pixel's centre wins, or else the lowest. Growing by a whole
 * factor, it repeats pixels. Returns `labels` itself where the size is right already.
 *
 * @param classes How many classes there are.
 * @throws SpadError if a side is no whole number of at least 1, if the map is empty, or if it holds
 *   a class that there is not.
 */
export function resizeLabels(
  labels: LabelMap,
  height: number,
  width: number,
  classes: number,
): LabelMap {
  checkSides(labels, height, width)
  checkClasses(labels, classes)
  if (labels.height === height && labels.width === width) return labels
  const rows = overlaps(labels.height, height)
  const columns = overlaps(labels.width, width)
  const data = new Uint8Array(height * width)
  const votes = new Float64Array(classes + 1) // the last is for ignored pixels
  const slot = (label: number): number => (label === IGNORED ? classes : label)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      votes.fill(0)
      const lastRow = rows.last[y]!
      const lastColumn = columns.last[x]!
      for (let row = rows.first[y]!; row <= lastRow; row++) {
        const share = overlap(row, y, labels.height, height)
        const start = row * labels.width
        for (let column = columns.first[x]!; column <= lastColumn; column++) {
          const label = slot(labels.data[start + column]!)
          votes[label] = votes[label]! + share * overlap(column, x, labels.width, width)
        }
      }
      const centre = rows.centre[y]! * labels.width + columns.centre[x]!
      const label = winner(votes, slot(labels.data[centre]!))
      data[y * width + x] = label === classes ? IGNORED : label
    }
  }
  return { data, height, width }
}

/** @throws SpadError if `labels` holds a class that is not one of `0 … classes − 1`. */
export function checkClasses(labels: LabelMap, classes: number): void {
  const { data } = labels
  const known = (label = 0): boolean => label < classes || label === IGNORED
  // neither `find` nor an iterator, which take three times as long: every batch is checked
  let i = 0
  while (i < data.length && known(data[i])) i++
  if (i < data.length)
    fail(
      'core',
      `\`labels\` holds class ${String(data[i])}: with ${classes} classes each pixel must be ` +
        `0 to ${classes - 1}. Give the number of classes, or map the mask's values to indices.`,
    )
}

function winner(votes: Float64Array, centre: number): number {
  let best = centre
  for (let label = 0; label < votes.length; label++) if (votes[label]! > votes[best]!) best = label
  return best
}

/**
 * How much of input pixel `i` lies in output pixel `o`, in units of `1 / outputs` of a pixel: whole
 * numbers, so that areas compare exactly.
 */
function overlap(i: number, o: number, inputs: number, outputs: number): number {
  return Math.min((i + 1) * outputs, (o + 1) * inputs) - Math.max(i * outputs, o * inputs)
}

/** The input pixels that each output pixel touches, and the one under its centre. */
function overlaps(inputs: number, outputs: number) {
  const first = new Uint32Array(outputs)
  const last = new Uint32Array(outputs)
  const centre = new Uint32Array(outputs)
  for (let o = 0; o < outputs; o++) {
    first[o] = Math.floor((o * inputs) / outputs)
    last[o] = Math.ceil(((o + 1) * inputs) / outputs) - 1
    centre[o] = Math.floor(((2 * o + 1) * inputs) / (2 * outputs))
  }
  return { first, last, centre }
}

/** Which inputs each output of an axis is made of. */
export interface Taps {
  /** The first input that each output reads: `[outputs]`. */
  readonly first: Uint32Array
  /** How many it reads: `[outputs]`. */
  readonly count: Uint32Array
  /** Their weights: `[outputs, stride]`. */
  readonly weights: Float64Array
  readonly stride: number
}

/** `w(i) ∝ max(0, 1 − |i + ½ − (o + ½) · inputs / outputs| / reach)`, `reach = max(1, inputs / outputs)`. */
export function triangleTaps(inputs: number, outputs: number): Taps {
  const scale = inputs / outputs
  const reach = Math.max(1, scale)
  const stride = Math.ceil(2 * reach) + 1
  const first = new Uint32Array(outputs)
  const count = new Uint32Array(outputs)
  const weights = new Float64Array(outputs * stride)
  for (let o = 0; o < outputs; o++) {
    const centre = (o + 0.5) * scale
    const from = Math.max(0, Math.ceil(centre - reach - 0.5))
    const to = Math.min(inputs - 1, Math.floor(centre + reach - 0.5))
    let sum = 0
    for (let i = from; i <= to; i++) {
      const weight = Math.max(0, 1 - Math.abs(i + 0.5 - centre) / reach)
      weights[o * stride + i - from] = weight
      sum += weight
    }
    for (let i = from; i <= to; i++) {
      const at = o * stride + i - from
      weights[at] = weights[at]! / sum
    }
    first[o] = from
    count[o] = to - from + 1
  }
  return { first, count, weights, stride }
}

/**
 * Resizes the middle axis of `[outer, inputs, inner]`, all channels of a pixel, or all of a row, at once.
 */
function resizeAxis(
  data: Float32Array,
  [outer, inputs, inner]: readonly [number, number, number],
  outputs: number,
): Float32Array {
  if (inputs === outputs) return data
  return applyTaps(data, [outer, inputs, inner], triangleTaps(inputs, outputs), 0, outputs)
}

/** The outputs from `begin` to before `end` of the middle axis, of inputs of which the first is `start`. */
export function applyTaps(
  data: Float32Array,
  [outer, inputs, inner]: readonly [number, number, number],
  taps: Taps,
  begin: number,
  end: number,
  start = 0,
): Float32Array {
  const result = new Float32Array(outer * (end - begin) * inner)
  const weigh = inner === 1 ? weighOne : weighMany(inner)
  let at = 0
  for (let block = 0; block < outer; block++)
    for (let o = begin; o < end; o++, at += inner) {
      const from = (block * inputs + taps.first[o]! - start) * inner
      weigh(data, from, taps, o, result, at)
    }
  return result
}

/** Puts the weighted sums of an output's inputs into `result`, of 64 bits until they are whole. */
type Weigh = (
  data: Float32Array,
  from: number,
  taps: Taps,
  output: number,
  result: Float32Array,
  at: number,
) => void

const weighOne: Weigh = (data, from, { count, weights, stride }, output, result, at) => {
  const taps = count[output]!
  const first = output * stride
  let sum = 0
  for (let tap = 0; tap < taps; tap++) sum += weights[first + tap]! * data[from + tap]!
  result[at] = sum
}

/** Of `inner` values side by side: four inputs at a time, in order, so that sums are loaded and stored less often. */
function weighMany(inner: number): Weigh {
  const sums = new Float64Array(inner)
  return (data, from, { count, weights, stride }, output, result, at) => {
    const taps = count[output]!
    const first = output * stride
    sums.fill(0)
    let tap = 0
    for (; tap + 4 <= taps; tap += 4) {
      const w0 = weights[first + tap]!
      const w1 = weights[first + tap + 1]!
      const w2 = weights[first + tap + 2]!
      const w3 = weights[first + tap + 3]!
      const a = from + tap * inner
      const [b, c, d] = [a + inner, a + 2 * inner, a + 3 * inner]
      for (let i = 0; i < inner; i++) {
        let sum = sums[i]! + w0 * data[a + i]!
        sum += w1 * data[b + i]!
        sum += w2 * data[c + i]!
        sums[i] = sum + w3 * data[d + i]!
      }
    }
    for (; tap < taps; tap++) {
      const weight = weights[first + tap]!
      const a = from + tap * inner
      for (let i = 0; i < inner; i++) sums[i] = sums[i]! + weight * data[a + i]!
    }
    result.set(sums, at)
  }
}

export function checkSides(
  picture: { readonly height: number; readonly width: number },
  height: number,
  width: number,
): void {
  const sides = {
    height,
    width,
    'picture.height': picture.height,
    'picture.width': picture.width,
  }
  for (const [name, side] of Object.entries(sides))
    checkNumber('core', name, side, { min: 1, integer: true })
}
