import { fail } from '@spad/core'

/** Height and width that the network works at, in pixels. */
export interface Size {
  readonly height: number
  readonly width: number
}

/** Reads `128` (a square) or `128x256` (height × width); `undefined` if it is neither. */
export function parseSize(text: string | number): Size | undefined {
  const match = /^(\d{1,5})(?:[x×](\d{1,5}))?$/i.exec(String(text).trim())
  if (!match) return undefined
  const height = Number(match[1])
  const width = Number(match[2] ?? match[1])
  return height > 0 && width > 0 ? { height, width } : undefined
}

/** `128x256`. */
export function formatSize({ height, width }: Size): string {
  return `${height}x${width}`
}

/**
 * The size at which a picture of images of these proportions is drawn, if none is asked for; what a training
 * looks at is planned, see `planSize`.
 *
 * 128×128 where the median width / height lies between 2/3 and 3/2. Elongated images keep about as
 * many pixels (128²) in their own proportions, each side a multiple of 16 (or of the stride).
 *
 * @param ratios width / height of each image.
 */
export function defaultSize(ratios: readonly number[], stride: number): Size {
  const sorted = [...ratios].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const low = sorted.at(Math.ceil(middle) - 1) ?? 1
  const ratio = Math.sqrt(low * (sorted.at(Math.floor(middle)) ?? 1))
  const unit = Math.ceil(16 / stride) * stride
  const side = (length: number): number => Math.max(1, Math.round(length / unit)) * unit
  if (ratio > 2 / 3 && ratio < 3 / 2) return { height: side(128), width: side(128) }
  const bounded = Math.min(8, Math.max(1 / 8, ratio))
  return { height: side(128 / Math.sqrt(bounded)), width: side(128 * Math.sqrt(bounded)) }
}

/**
 * Refuses a size that the network cannot halve often enough, and names the nearest that it can.
 *
 * @throws SpadError if a side is no multiple of `stride`.
 */
export function checkSize(size: Size, stride: number): void {
  const { height, width } = size
  if (height % stride === 0 && width % stride === 0) return
  const near = [Math.floor, Math.ceil].map((round) =>
    formatSize({ height: multiple(height, stride, round), width: multiple(width, stride, round) }),
  )
  fail(
    'node',
    `\`--size\` is ${formatSize(size)}: height and width must be multiples of the network's ` +
      `stride, ${stride}. The nearest are ${[...new Set(near)].join(' and ')}.`,
  )
}

function multiple(side: number, stride: number, round: (value: number) => number): number {
  return Math.max(1, round(side / stride)) * stride
}
