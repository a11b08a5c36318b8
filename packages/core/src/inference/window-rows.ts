import { contextOf, shrink } from '../fit/context.js'
import type { Corner, Size, Windows } from '../contracts/fit.js'
import type { Model } from '../contracts/model.js'
import type { Raster } from '../contracts/sample.js'
import { normalizedRows } from '../raster/normalized-rows.js'
import { resizedRows } from '../raster/resized-rows.js'
import { rowsOf } from '../raster/row-source.js'
import { slabsOf } from '../raster/slabs.js'
import { stackChannels } from '../raster/stack-channels.js'
import { fail } from '../support/errors.js'

/** Windows that the network looks at together; more would need more memory and save no time. */
const TOGETHER = 4

/** Windows that are answered together. */
export interface WindowGroup {
  readonly index: number
  readonly corners: readonly Corner[]
  /** What the network sees of each. */
  readonly views: readonly Raster[]
  /** Before which row nothing is added any more once these are answered. */
  readonly settled: number
}

/** How often {@link windowGroups} gives some. */
export function countGroups({ corners }: Windows, size: Size, network: Size): number {
  return Math.ceil(corners(size, network).length / TOGETHER)
}

/**
 * The windows of a model's fit over an image at a size, a few at a time. Of the resized and normalised image no
 * more is held than the rows that a few windows cover, and where the fit has a context a shrunk whole.
 */
export function* windowGroups(
  { preprocessing: network }: Model,
  windows: Windows,
  image: Raster,
  size: Size,
): Generator<WindowGroup> {
  const seen = normalizedRows(resizedRows(rowsOf(image), size.height, size.width))
  const slab = slabsOf(seen)
  const { context } = windows
  const small = context === undefined ? undefined : { whole: shrink(seen, context), context }
  const corners = windows.corners(size, network)
  if (corners.length === 0) fail('core', '`fit` has no window: it must cover the image.')
  const next = nextTops(corners, size)
  for (let start = 0; start < corners.length; start += TOGETHER) {
    const group = corners.slice(start, start + TOGETHER)
    const [from, to] = covered(group, size, network)
    const rows = slab(from, to)
    yield {
      index: start / TOGETHER,
      corners: group,
      views: group.map((at) => {
        const window = windows.cut(rows, { top: at.top - from, left: at.left }, network)
        if (!small) return window
        return stackChannels([window, contextOf(small.whole, size, at, network, small.context)])
      }),
      settled: next[start + group.length] ?? size.height,
    }
  }
}

/** For each window the first row that it or any after it covers. */
function nextTops(corners: readonly Corner[], { height }: Size): number[] {
  const tops = corners.map(({ top }) => Math.min(height, Math.max(0, top)))
  for (let i = tops.length - 2; i >= 0; i--) tops[i] = Math.min(tops[i]!, tops[i + 1]!)
  return tops
}

/** The rows of the image that windows show, repeated borders at least. */
function covered(corners: readonly Corner[], { height }: Size, network: Size): [number, number] {
  const tops = corners.map(({ top }) => top)
  const from = Math.min(height - 1, Math.max(0, Math.min(...tops)))
  return [from, Math.max(from + 1, Math.min(height, Math.max(...tops) + network.height))]
}
