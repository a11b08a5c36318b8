import type { Raster } from '../contracts/sample.js'
import { resizedRows } from '../raster/resized-rows.js'
import { type RowSource, rowsOf } from '../raster/row-source.js'
import { stackChannels } from '../raster/stack-channels.js'
import { oncePer } from '../support/once-per.js'
import type { Corner, Size, Windows } from '../contracts/fit.js'

/**
 * What the network sees of a window: the window, and where the fit says so its context as further
 * channels.
 *
 * @param image The whole, at its working size.
 * @param size The window's, which is usually the network's.
 */
export function viewOf(windows: Windows, image: Raster, corner: Corner, size: Size): Raster {
  const window = windows.cut(image, corner, size)
  const { context } = windows
  return context === undefined
    ? window
    : stackChannels([window, contextOf(shrunk(image)(context), image, corner, size, context)])
}

/** A whole image of a `times`-th of its sides; remembered as long as the image is held. */
const shrunk = /* @__PURE__ */ oncePer((image: Raster) => {
  const known = new Map<number, Raster>()
  return (times: number): Raster => {
    const small = known.get(times) ?? shrink(rowsOf(image), times)
    known.set(times, small)
    return small
  }
})

/** A `times`-th of a picture's sides. */
export function shrink(image: RowSource, times: number): Raster {
  const side = (length: number): number => Math.max(1, Math.round(length / times))
  const [height, width] = [side(image.height), side(image.width)]
  const small = resizedRows(image, height, width)
  const length = width * image.channels
  const data = new Float32Array(height * length)
  for (let row = 0; row < height; row++) data.set(small.rows(row, row + 1), row * length)
  return { data, height, width, channels: image.channels }
}

/**
 * A window `times` as large as another, around the same centre and at its size: bilinear, the border repeated.
 *
 * @param small The whole image, shrunk by as much.
 * @param whole Its size before.
 */
export function contextOf(
  small: Raster,
  whole: Size,
  { top, left }: Corner,
  { height, width }: Size,
  times: number,
): Raster {
  const rows = along(top, height, whole.height, small.height, times)
  const columns = along(left, width, whole.width, small.width, times)
  const { channels, data: from } = small
  const data = new Float32Array(height * width * channels)
  const line = new Float32Array(small.width * channels)
  let at = 0
  for (const { before, after, share } of rows) {
    const [above, below] = [before * line.length, after * line.length]
    for (let i = 0; i < line.length; i++) line[i] = mix(from[above + i]!, from[below + i]!, share)
    for (const { before, after, share } of columns)
      for (let c = 0; c < channels; c++)
        data[at++] = mix(line[before * channels + c]!, line[after * channels + c]!, share)
  }
  return { data, height, width, channels }
}

/** For each pixel of a side, the two of the small image between which it lies, and the second's share. */
function along(start: number, length: number, whole: number, small: number, times: number) {
  const centre = start + length / 2
  return Array.from({ length }, (_, i) => {
    const place = ((centre + (i + 0.5 - length / 2) * times) * small) / whole - 0.5
    const inside = Math.min(small - 1, Math.max(0, place))
    const before = Math.floor(inside)
    return { before, after: Math.min(small - 1, before + 1), share: inside - before }
  })
}

function mix(a: number, b: number, share: number): number {
  return a * (1 - share) + b * share
}
