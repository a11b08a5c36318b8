import { fail, type Raster, type Scan } from '@spad/core'
import { valuesOf } from '@spad/formats'

/**
 * A scan's slices as pictures in `[0, 1]`: through the window that the file suggests, or else from the
 * least to the greatest value of the volume; where small numbers are bright, turned.
 *
 * @throws SpadError if a value is not finite.
 */
export function slicesOf(scan: Scan): Raster[] {
  const [width, height, slices] = scan.grid.size
  const { channels } = scan
  const values = valuesOf(scan)
  const { low, high } = rangeOf(scan, values)
  const scale = high > low ? 1 / (high - low) : 0
  for (let i = 0; i < values.length; i++) {
    const value = Math.min(1, Math.max(0, ((values[i] ?? 0) - low) * scale))
    values[i] = scan.inverted ? 1 - value : value
  }
  const size = height * width * channels
  return Array.from({ length: slices }, (_, slice) => ({
    data: values.subarray(slice * size, (slice + 1) * size),
    height,
    width,
    channels,
  }))
}

function rangeOf({ window }: Scan, values: Float32Array): { low: number; high: number } {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) {
    if (!Number.isFinite(value)) fail('serve', 'the scan holds values that are no numbers.')
    if (value < low) low = value
    if (value > high) high = value
  }
  if (!window) return { low, high }
  return { low: window.center - window.width / 2, high: window.center + window.width / 2 }
}
