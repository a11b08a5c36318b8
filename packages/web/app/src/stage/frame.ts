import type { Place } from '../viewer/place.js'

/** Where the picture lies on the canvas, in the canvas's pixels. */
export interface Frame {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** The largest frame of the picture's shape that fits. */
export function fitFrame(
  canvas: { readonly width: number; readonly height: number },
  picture: { readonly width: number; readonly height: number },
): Frame {
  const scale = Math.min(canvas.width / picture.width, canvas.height / picture.height)
  const width = picture.width * scale
  const height = picture.height * scale
  return { left: (canvas.width - width) / 2, top: (canvas.height - height) / 2, width, height }
}

/** The same, zoomed and moved about the canvas's centre; `unit` is the width of a CSS pixel. */
export function placedFrame(
  { left, top, width, height }: Frame,
  canvas: { readonly width: number; readonly height: number; readonly unit: number },
  { x, y, zoom }: Place,
): Frame {
  const [middle, centre] = [canvas.width / 2, canvas.height / 2]
  return {
    left: middle + (left - middle) * zoom + x * canvas.unit,
    top: centre + (top - centre) * zoom + y * canvas.unit,
    ...{ width: width * zoom, height: height * zoom },
  }
}
