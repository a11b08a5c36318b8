import type { LabelVolume } from '@spad/core'
import type { SegFrame } from './frame-elements.js'

/**
 * A frame for each segment and slice that has a voxel of it, segment by segment; all where empty ones
 * are wanted, and where nothing is segmented, since a file must have a frame.
 */
export function framesOf(labels: LabelVolume, classes: number, empty: boolean): SegFrame[] {
  const [columns, rows, slices] = labels.grid.size
  const pixels = columns * rows
  const found = Array.from({ length: slices }, (_, slice) => {
    const seen = new Set(labels.data.subarray(slice * pixels, (slice + 1) * pixels))
    return seen
  })
  const all = empty || found.every((seen) => seen.size === 1 && seen.has(0))
  const frames: SegFrame[] = []
  for (let segment = 1; segment < classes; segment++)
    found.forEach((seen, slice) => {
      if (all || seen.has(segment)) frames.push({ slice, segment })
    })
  return frames
}

/** A bit for each voxel, from the least significant on, without a gap between frames. */
export function packBits({ data, grid }: LabelVolume, frames: readonly SegFrame[]): Uint8Array {
  const pixels = grid.size[0] * grid.size[1]
  const packed = new Uint8Array(Math.ceil((frames.length * pixels) / 8))
  let bit = 0
  for (const { slice, segment } of frames)
    for (let i = slice * pixels, end = i + pixels; i < end; i++, bit++)
      if (data[i] === segment) packed[bit >> 3] = packed[bit >> 3]! | (1 << (bit & 7))
  return packed
}
