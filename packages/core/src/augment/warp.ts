import { mapLabels } from '../readers/map-labels.js'
import type { LabelMap, Raster, Sample } from '../contracts/sample.js'

/**
 * Where each pixel of the result comes from, in pixels of the source; `(0, 0)` is the centre of the
 * first pixel.
 */
export interface WarpField {
  /** Source rows: `height × width`. */
  readonly y: Float32Array
  /** Source columns: `height × width`. */
  readonly x: Float32Array
  readonly height: number
  readonly width: number
}

/** Replaces the source position of each pixel by another, in place. */
export type Warp = (field: WarpField) => void

/**
 * Moves the pixels of a sample in one pass: the image bilinearly, the labels by the nearest pixel,
 * the border repeated. Without warps it returns `sample` itself.
 *
 * @param warps In the order in which they act on the picture.
 */
export function resample(sample: Sample, warps: readonly Warp[]): Sample {
  if (warps.length === 0) return sample
  const field = identityField(sample.image.height, sample.image.width)
  // the last movement of the picture is the first that its coordinates undergo
  for (const warp of [...warps].reverse()) warp(field)
  return {
    ...sample,
    image: resampleImage(sample.image, field),
    ...mapLabels(sample, (map) => resampleLabels(map, field)),
  }
}

/** The field that leaves everything where it is. */
export function identityField(height: number, width: number): WarpField {
  const field = {
    y: new Float32Array(height * width),
    x: new Float32Array(height * width),
    height,
    width,
  }
  for (let row = 0, i = 0; row < height; row++)
    for (let column = 0; column < width; column++, i++) {
      field.y[i] = row
      field.x[i] = column
    }
  return field
}

function resampleImage(image: Raster, field: WarpField): Raster {
  const { data, height, width, channels } = image
  const moved = new Float32Array(data.length)
  for (let i = 0, at = 0; i < field.y.length; i++) {
    const y = clamp(field.y[i]!, height - 1)
    const x = clamp(field.x[i]!, width - 1)
    const top = Math.floor(y)
    const left = Math.floor(x)
    const v = y - top
    const u = x - left
    const start = (top * width + left) * channels
    const right = left + 1 < width ? channels : 0
    const below = top + 1 < height ? width * channels : 0
    for (let from = start; from < start + channels; from++) {
      const upper = data[from]! * (1 - u) + data[from + right]! * u
      const lower = data[from + below]! * (1 - u) + data[from + below + right]! * u
      moved[at++] = upper * (1 - v) + lower * v
    }
  }
  return { ...image, data: moved }
}

/** The nearest label of each source position, the border repeated. */
export function resampleLabels(labels: LabelMap, field: WarpField): LabelMap {
  const { data, height, width } = labels
  const moved = new Uint8Array(data.length)
  for (let i = 0; i < moved.length; i++) {
    const y = Math.floor(clamp(field.y[i]!, height - 1) + 0.5)
    const x = Math.floor(clamp(field.x[i]!, width - 1) + 0.5)
    moved[i] = data[y * width + x]!
  }
  return { ...labels, data: moved }
}

function clamp(value: number, max: number): number {
  return value < 0 ? 0 : value > max ? max : value
}
