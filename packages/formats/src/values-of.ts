import type { Rescale, Scan, ScanData } from '@spad/core'
import { amount, fail } from '@spad/core'

/**
 * What a scan's stored numbers mean: `slope × stored + intercept`, each slice by its own where it has
 * one; `slices × rows × columns × channels` as in the scan. It makes a new array.
 *
 * @param type `float64` keeps every digit, `float32` takes half the memory. @default float32
 */
export function valuesOf(scan: Scan, type: 'float64'): Float64Array<ArrayBuffer>
export function valuesOf(scan: Scan, type?: 'float32'): Float32Array<ArrayBuffer>
export function valuesOf(
  { data, grid, rescale }: Scan,
  type: 'float32' | 'float64' = 'float32',
): Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer> {
  const values = type === 'float64' ? new Float64Array(data.length) : new Float32Array(data.length)
  const slices = rescale === undefined ? [] : 'slope' in rescale ? [rescale] : rescale
  if (slices.length > 1 && slices.length !== grid.size[2])
    fail(
      'formats',
      `\`rescale\` has ${amount(slices.length, 'entry', 'entries')}: give one, or one for each slice.`,
    )
  if (slices.length === 0) values.set(data)
  const length = data.length / Math.max(1, slices.length)
  for (const [slice, each] of slices.entries()) apply(each, data, values, slice * length, length)
  return values
}

function apply(
  { slope, intercept }: Rescale,
  data: ScanData,
  values: Float32Array | Float64Array,
  first: number,
  length: number,
): void {
  const end = first + length
  for (let i = first; i < end; i++) values[i] = data[i]! * slope + intercept
}
