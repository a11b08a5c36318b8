import type { Corner, Size } from '../contracts/fit.js'
import { IGNORED } from '../raster/ignored.js'
import type { LabelMap, Raster } from '../contracts/sample.js'

/** A window of a picture, the border repeated where it reaches beyond. */
export function cut(image: Raster, { top, left }: Corner, { height, width }: Size): Raster {
  const { channels } = image
  const data = new Float32Array(height * width * channels)
  eachRun(image, { top, left }, { height, width }, (from, to, count) => {
    data.set(image.data.subarray(from * channels, (from + count) * channels), to * channels)
  })
  return { data, height, width, channels }
}

/** A window of a label map; what lies beyond the border is {@link IGNORED}. */
export function cutLabels(labels: LabelMap, { top, left }: Corner, size: Size): LabelMap {
  const data = new Uint8Array(size.height * size.width).fill(IGNORED)
  const first = Math.max(0, -left)
  const last = Math.min(size.width, labels.width - left)
  for (let y = 0; y < size.height; y++) {
    const row = top + y
    if (row < 0 || row >= labels.height || last <= first) continue
    const from = row * labels.width + left
    data.set(labels.data.subarray(from + first, from + last), y * size.width + first)
  }
  return { data, ...size }
}

/** Runs of pixels that lie together in both pictures; single ones where the border is repeated. */
function eachRun(
  image: Size,
  { top, left }: Corner,
  { height, width }: Size,
  copy: (from: number, to: number, count: number) => void,
): void {
  const first = Math.min(width, Math.max(0, -left))
  const last = Math.max(first, Math.min(width, image.width - left))
  for (let y = 0; y < height; y++) {
    const start = clamp(top + y, image.height - 1) * image.width
    const to = y * width
    for (let x = 0; x < first; x++) copy(start + clamp(left + x, image.width - 1), to + x, 1)
    if (last > first) copy(start + left + first, to + first, last - first)
    for (let x = last; x < width; x++) copy(start + clamp(left + x, image.width - 1), to + x, 1)
  }
}

function clamp(value: number, max: number): number {
  return Math.min(max, Math.max(0, value))
}
