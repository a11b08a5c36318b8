import type { Raster } from '@spad/core'

/** From transparent over violet and orange to a pale yellow: like inferno, read on any grey. */
const stops: readonly (readonly [number, number, number, number])[] = [
  [60, 20, 110, 0],
  [112, 28, 140, 120],
  [190, 55, 110, 190],
  [240, 110, 50, 225],
  [252, 180, 60, 240],
  [252, 250, 180, 250],
]

/** A picture of values in `[0, 1]`, to be laid over an image: 0 is clear, 1 is bright. */
export function heat({ data, height, width, channels }: Raster, channel = 0): ImageData {
  const pixels = new ImageData(width, height)
  for (let i = 0; i < height * width; i++) {
    const place = Math.min(1, Math.max(0, data[i * channels + channel] ?? 0)) * (stops.length - 1)
    const low = Math.min(Math.floor(place), stops.length - 2)
    for (let c = 0; c < 4; c++) {
      const from = stops[low]?.[c] ?? 0
      const to = stops[low + 1]?.[c] ?? 0
      pixels.data[4 * i + c] = Math.round(from + (place - low) * (to - from))
    }
  }
  return pixels
}

/** The same scale as a CSS gradient over black, for a legend. */
export const heatGradient = `linear-gradient(90deg, ${stops
  .map(([r, g, b, a]) => `rgb(${r} ${g} ${b} / ${(a / 255).toFixed(2)})`)
  .join(', ')})`
