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
    const kind = bytes[row - 1] ?? 0
    if (kind > 4) damaged(`a row has the filter ${kind}, which PNG does not have`)
    if (kind !== 0) unfilterRow(bytes, kind, row, above, stride, step)
  }
}

function unfilterRow(
  bytes: Uint8Array,
  kind: number,
  row: number,
  above: number,
  stride: number,
  step: number,
): void {
  for (let x = 0; x < stride; x++) {
    const left = x < step ? 0 : (bytes[row + x - step] ?? 0)
    const up = above < 0 ? 0 : (bytes[above + x] ?? 0)
    let guess: number
    if (kind === 1) guess = left
    else if (kind === 2) guess = up
    else if (kind === 3) guess = (left + up) >> 1
    else guess = paeth(left, up, above < 0 || x < step ? 0 : (bytes[above + x - step] ?? 0))
    bytes[row + x] = (bytes[row + x] ?? 0) + guess
  }
}

function paeth(left: number, up: number, corner: number): number {
  const p = left + up - corner
  const a = Math.abs(p - left)
  const b = Math.abs(p - up)
  const c = Math.abs(p - corner)
  return a <= b && a <= c ? left : b <= c ? up : corner
}
