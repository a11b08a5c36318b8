import type { Rescale, Scan } from '@spad/core'
import { fail } from '@spad/core'

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
  values.set(data)
  const slices = rescale === undefined ? [] : 'slope' in rescale ? [rescale] : rescale
  if (slices.length > 1 && slices.length !== grid.size[2])
    fail('formats', `\`rescale\` has ${slices.length} entries: give one, or one for each slice.`)
  const length = data.length / Math.max(1, slices.length)
  slices.forEach((each, slice) => {
    apply(each, values.subarray(slice * length, (slice + 1) * length))
  })
  return values
}

function apply({ slope, intercept }: Rescale, values: Float32Array | Float64Array): void {
  if (slope === 1 && intercept === 0) return
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) * slope + intercept
}
