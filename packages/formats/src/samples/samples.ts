import type { ScanData } from '@spad/core'
import { failFile } from '../file-error.js'

/** How a file may store a sample. */
export type SampleType =
  | 'uint8'
  | 'int8'
  | 'uint16'
  | 'int16'
  | 'uint32'
  | 'int32'
  | 'uint64'
  | 'int64'
  | 'float32'
  | 'float64'

const ARRAYS = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  uint64: BigUint64Array,
  int64: BigInt64Array,
  float32: Float32Array,
  float64: Float64Array,
}

export const bytesPerSample = (type: SampleType): number => ARRAYS[type].BYTES_PER_ELEMENT

/**
 * Samples from bytes, which are copied; 64-bit integers become float64.
 *
 * @throws SpadError if a 64-bit integer is beyond 2⁵³, where float64 has gaps.
 */
export function samplesFrom(
  name: string,
  bytes: Uint8Array,
  type: SampleType,
  littleEndian: boolean,
): ScanData {
  // not `slice`, by which a Buffer shares its memory
  const own = new Uint8Array(bytes)
  if (!littleEndian) swapBytes(own, bytesPerSample(type))
  const samples = new ARRAYS[type](own.buffer)
  if (!(samples instanceof BigInt64Array) && !(samples instanceof BigUint64Array)) return samples
  return Float64Array.from(samples as Iterable<bigint>, (value) => safe(name, value))
}

function safe(name: string, value: bigint): number {
  const number = Number(value)
  if (!Number.isSafeInteger(number))
    failFile(
      name,
      `holds ${value.toString()}: whole numbers are read up to 2⁵³, store smaller ones.`,
    )
  return number
}

/** Turns the bytes of every sample around, in place. */
function swapBytes(bytes: Uint8Array, width: number): void {
  if (width === 2)
    for (let i = 0; i + 1 < bytes.length; i += 2) {
      const low = bytes[i]!
      bytes[i] = bytes[i + 1]!
      bytes[i + 1] = low
    }
  else if (width > 2)
    for (let i = 0; i + width <= bytes.length; i += width) bytes.subarray(i, i + width).reverse()
}

/** Volumes one after another become channels of one: `[channels, voxels]` to `[voxels, channels]`. */
export function interleave(planes: ScanData, channels: number): ScanData {
  if (channels === 1) return planes
  const result = planes.slice()
  const voxels = planes.length / channels
  for (let channel = 0; channel < channels; channel++)
    for (let i = 0, from = channel * voxels; i < voxels; i++)
      result[i * channels + channel] = planes[from + i]!
  return result
}
