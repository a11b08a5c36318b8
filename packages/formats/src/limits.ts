import { failFile } from './file-error.js'

/** Samples of a scan, channels counted, that are read at most: 1024 × 1024 × 1024. */
export const MAX_SAMPLES = 2 ** 30

/** Samples of one compressed frame that are read at most: 8192 × 8192. */
export const MAX_FRAME_SAMPLES = 2 ** 26

/**
 * The product of dimensions that a file names.
 *
 * @throws SpadError unless each is a whole number above 0 and the product at most {@link MAX_SAMPLES}.
 */
export function countSamples(name: string, sizes: readonly number[]): number {
  if (!sizes.every((size) => Number.isSafeInteger(size) && size > 0))
    failFile(name, `has the size ${sizes.join(' × ')}: each must be a whole number above 0.`)
  const count = sizes.reduce((product, size) => product * size, 1)
  if (count > MAX_SAMPLES)
    failFile(name, `has the size ${sizes.join(' × ')}: at most ${MAX_SAMPLES} samples are read.`)
  return count
}

/** A piece of a file, or an error that says how much is missing. */
export function sliceOf(
  name: string,
  bytes: Uint8Array,
  start: number,
  length: number,
): Uint8Array {
  if (!(start >= 0) || start + length > bytes.length)
    failFile(
      name,
      `is cut short: ${length} bytes of samples are wanted from byte ${start} on, it has ${bytes.length}.`,
    )
  return bytes.subarray(start, start + length)
}
