import { damaged } from './picture-fault.js'

/**
 * Undoes PNG's filters in place, over `height` rows of a filter byte and `stride` others.
 *
 * Source: PNG (Third Edition), section 9.2.
 *
 * @param step Whole bytes of a pixel, at least 1.
 */
export function unfilter(
  bytes: Uint8Array,
  { start, height, stride, step }: { start: number; height: number; stride: number; step: number },
): void {
  for (let y = 0; y < height; y++) {
    const row = start + y * (stride + 1) + 1
    const above = y === 0 ? -1 : row - stride - 1
    const kind = bytes[row - 1]!
    if (kind > 4) damaged(`a row has the filter ${kind}, which PNG does not have`)
    if (kind !== 0) unfilterRow(bytes, kind, row, above, stride, step)
  }
}

/** A row of its own, of which the first pixel has none to its left and the first row none above it. */
function unfilterRow(
  bytes: Uint8Array,
  kind: number,
  row: number,
  above: number,
  stride: number,
  step: number,
): void {
  const end = row + stride
  // to what is above, and to the left of that
  const up = above - row
  if (above < 0) unfilterFirst(bytes, kind, row, end, step)
  else if (kind === 1) for (let i = row + step; i < end; i++) add(bytes, i, bytes[i - step])
  else if (kind === 2) for (let i = row; i < end; i++) add(bytes, i, bytes[i + up])
  else {
    const first = Math.min(end, row + step)
    for (let i = row; i < first; i++) {
      const higher = bytes[i + up]!
      add(bytes, i, kind === 3 ? higher >> 1 : higher)
    }
    if (kind === 3)
      for (let i = first; i < end; i++) add(bytes, i, (bytes[i - step]! + bytes[i + up]!) >> 1)
    else
      for (let i = first; i < end; i++)
        add(bytes, i, paeth(bytes[i - step]!, bytes[i + up]!, bytes[i + up - step]!))
  }
}

/** The first row: what is above counts as 0. */
function unfilterFirst(
  bytes: Uint8Array,
  kind: number,
  row: number,
  end: number,
  step: number,
): void {
  if (kind === 2) return
  for (let i = row + step; i < end; i++) {
    const left = bytes[i - step]!
    add(bytes, i, kind === 3 ? left >> 1 : left)
  }
}

function add(bytes: Uint8Array, i: number, guess = 0): void {
  bytes[i] = bytes[i]! + guess
}

function paeth(left: number, up: number, corner: number): number {
  const p = left + up - corner
  const a = Math.abs(p - left)
  const b = Math.abs(p - up)
  const c = Math.abs(p - corner)
  return a <= b && a <= c ? left : b <= c ? up : corner
}
