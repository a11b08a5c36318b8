import { applyTaps, checkSides, type Taps, triangleTaps } from './resize.js'
import type { RowSource } from './row-source.js'

/** A picture that is made a few rows at a time, resized so too: the rows of `resizeRaster`, to the bit. */
export function resizedRows(image: RowSource, height: number, width: number): RowSource {
  checkSides(image, height, width)
  if (image.height === height && image.width === width) return image
  const { channels } = image
  const inner = image.width * channels
  const taps = triangleTaps(image.height, height)
  const columns = triangleTaps(image.width, width)
  const rows = (from: number, to: number): Float32Array => {
    if (image.height === height) return image.rows(from, to)
    const [first, end] = tapped(taps, from, to)
    const shape = [1, end - first, inner] as const
    return applyTaps(image.rows(first, end), shape, taps, from, to, first)
  }
  return {
    ...{ height, width, channels },
    rows: (from, to) =>
      image.width === width
        ? rows(from, to)
        : applyTaps(rows(from, to), [to - from, image.width, channels], columns, 0, width),
  }
}

/** The inputs, from the first to before the last, that some outputs are made of. */
export function tapped({ first, count }: Taps, from: number, to: number): [number, number] {
  return [first[from]!, first[to - 1]! + count[to - 1]!]
}
