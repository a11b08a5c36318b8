import type { Window } from '@spad/core'

/** A drag by some CSS pixels: to the right widens the window, downwards raises its centre. */
export function draggedWindow({ center, width }: Window, x: number, y: number): Window {
  return { center: center + (y * width) / 300, width: width * Math.exp(x / 200) }
}

/** All 256 values of a picture's pixels, from black to white. */
export const wholeWindow: Window = { center: 127.5, width: 255 }

/** A picture as it looks through a window; what the network sees is the picture itself. */
export function throughWindow(pixels: ImageData, { center, width }: Window): ImageData {
  if (center === wholeWindow.center && width === wholeWindow.width) return pixels
  const low = center - width / 2
  const shown = Uint8ClampedArray.from({ length: 256 }, (_, value) => (255 * (value - low)) / width)
  const data = pixels.data.map((value, i) => (i % 4 === 3 ? value : (shown[value] ?? 0)))
  return new ImageData(data, pixels.width, pixels.height)
}
