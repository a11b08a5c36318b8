import { type LabelMap, type Raster, resizeRaster } from '@spad/core'
import type { Canvas, Color } from './canvas.js'

/** Turns a picture in `[0, 1]`, grey or RGB, into a canvas. */
export function toCanvas({ data, height, width, channels }: Raster): Canvas {
  const picture = new Uint8ClampedArray(height * width * 3)
  for (let i = 0; i < height * width; i++)
    for (let c = 0; c < 3; c++)
      picture[i * 3 + c] = data[i * channels + Math.min(c, channels - 1)]! * 255
  return { data: new Uint8Array(picture.buffer), height, width }
}

/** Mixes a colour into the pixel at an offset. */
export function blend(data: Uint8Array, at: number, color: Color, share: number): void {
  for (let c = 0; c < 3; c++)
    data[at + c] = Math.round(data[at + c]! * (1 - share) + color[c]! * share)
}

/** The labels at another size: each pixel takes the label under its centre. */
export function sampleLabels(labels: LabelMap, height: number, width: number): LabelMap {
  const data = new Uint8Array(height * width)
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * labels.height) / height) * labels.width
    for (let x = 0; x < width; x++)
      data[y * width + x] = labels.data[row + Math.floor(((x + 0.5) * labels.width) / width)]!
  }
  return { data, height, width }
}

/** The picture with its longer side at `side` pixels at most. */
export function fitRaster(image: Raster, side: number): Raster {
  const factor = Math.min(1, side / Math.max(image.height, image.width))
  if (factor === 1) return image
  const length = (pixels: number): number => Math.max(1, Math.round(pixels * factor))
  return resizeRaster(image, length(image.height), length(image.width))
}
