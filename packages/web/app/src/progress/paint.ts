import type { LabelClass, LabelMap, Raster } from '@spad/core'
import { outlinesOfLabels } from '../contours.js'
import { context2d } from '../dom.js'
import { toPixels } from '../picture.js'
import { canvasOf } from '../stage/layers.js'

/** Draws a small picture large, its pixels kept. */
function paintPixels(canvas: HTMLCanvasElement, pixels: ImageData): CanvasRenderingContext2D {
  const scale = Math.ceil(480 / pixels.width)
  const context = context2d(canvas, pixels.width * scale, pixels.height * scale)
  context.imageSmoothingEnabled = false
  context.drawImage(canvasOf(pixels), 0, 0, canvas.width, canvas.height)
  return context
}

/** A grey picture, with an outline where there are ones. */
export function paintImage(canvas: HTMLCanvasElement, image: Raster, marks?: LabelMap): void {
  const context = paintPixels(canvas, toPixels(image))
  if (!marks?.data.includes(1)) return
  context.scale(canvas.width, canvas.height)
  context.lineWidth = 2.5 / canvas.width
  context.strokeStyle = '#5eead4'
  for (const { path } of outlinesOfLabels(marks, 2)) context.stroke(path)
}

/** Class probabilities as a mix of the classes' colours. */
export function paintTarget(
  canvas: HTMLCanvasElement,
  { data, height, width, channels }: Raster,
  classes: readonly LabelClass[],
): void {
  const pixels = new ImageData(width, height)
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let c = 0; c < channels; c++) {
      const share = data[pixel * channels + c] ?? 0
      for (let k = 0; k < 3; k++)
        pixels.data[4 * pixel + k] =
          (pixels.data[4 * pixel + k] ?? 0) + share * (classes[c]?.color[k] ?? 0)
    }
    pixels.data[4 * pixel + 3] = 255
  }
  paintPixels(canvas, pixels)
}
