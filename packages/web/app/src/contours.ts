import { type LabelMap, type Raster, resizeRaster } from '@spad/core'
import { contours } from 'd3-contour'

/** Longer pictures are drawn from a smaller copy. */
const longestSide = 512

/** The outline of one class, as a path in units of the picture: 0 to 1 in both directions. */
export interface ClassOutline {
  readonly label: number
  readonly path: Path2D
}

/** Pixels that the visitor painted, and with what; 255 = not painted. */
export type Edits = Uint8Array

export const untouched = 255

/**
 * Where each foreground class wins over all others, to a fraction of a pixel: the line on which its
 * probability equals the best other one's.
 */
export function outlines(probabilities: Raster, edits?: Edits): ClassOutline[] {
  const field = shrunk(edits ? withEdits(probabilities, edits) : probabilities)
  return Array.from({ length: field.channels - 1 }, (_, i) => ({
    label: i + 1,
    path: pathOf(margin(field, i + 1), field.width, field.height),
  }))
}

/** The outlines of a label map, which lie between pixels. */
export function outlinesOfLabels(labels: LabelMap, classes: number): ClassOutline[] {
  const { data, height, width } = labels
  const hot = new Float32Array(data.length * classes)
  data.forEach((label, pixel) => (hot[pixel * classes + label] = 1))
  return outlines({ data: hot, height, width, channels: classes })
}

function shrunk(field: Raster): Raster {
  const scale = longestSide / Math.max(field.height, field.width)
  if (scale >= 1) return field
  const side = (length: number): number => Math.max(1, Math.round(length * scale))
  return resizeRaster(field, side(field.height), side(field.width))
}

function withEdits({ data, channels, ...size }: Raster, edits: Edits): Raster {
  const edited = Float32Array.from(data)
  edits.forEach((label, pixel) => {
    if (label === untouched) return
    for (let c = 0; c < channels; c++) edited[pixel * channels + c] = Number(c === label)
  })
  return { ...size, channels, data: edited }
}

/** `pₖ − max of the others`, positive where class k wins. */
function margin({ data, channels }: Raster, label: number): number[] {
  const values = new Array<number>(data.length / channels)
  for (let pixel = 0; pixel < values.length; pixel++) {
    let other = 0
    for (let c = 0; c < channels; c++)
      if (c !== label) other = Math.max(other, data[pixel * channels + c] ?? 0)
    values[pixel] = (data[pixel * channels + label] ?? 0) - other
  }
  return values
}

function pathOf(values: number[], width: number, height: number): Path2D {
  const path = new Path2D()
  const { coordinates } = contours().size([width, height]).contour(values, 0)
  for (const ring of coordinates.flat())
    ring.forEach(([x = 0, y = 0], i) => {
      if (i === 0) path.moveTo(x / width, y / height)
      else path.lineTo(x / width, y / height)
    })
  return path
}
