import { encode } from 'fast-png'
import { ADVANCE, isDot } from './bitmap-font.js'

/** Red, green, blue, each 0 to 255. */
export type Color = readonly [number, number, number]

/** A picture to draw into: rows from top to bottom, three bytes a pixel. */
export interface Canvas {
  readonly data: Uint8Array
  readonly height: number
  readonly width: number
}

/** Makes a canvas of one colour. */
export function createCanvas(height: number, width: number, color: Color): Canvas {
  const canvas = { data: new Uint8Array(height * width * 3), height, width }
  fillRect(canvas, 0, 0, width, height, color)
  return canvas
}

/** Sets one pixel; beyond the edges nothing happens. */
export function setPixel(canvas: Canvas, x: number, y: number, color: Color): void {
  if (x < 0 || y < 0 || x >= canvas.width || y >= canvas.height) return
  const at = (y * canvas.width + x) * 3
  canvas.data[at] = color[0]
  canvas.data[at + 1] = color[1]
  canvas.data[at + 2] = color[2]
}

export function fillRect(
  canvas: Canvas,
  left: number,
  top: number,
  width: number,
  height: number,
  color: Color,
): void {
  for (let y = top; y < top + height; y++)
    for (let x = left; x < left + width; x++) setPixel(canvas, x, y, color)
}

/** Copies a picture to a place. */
export function paste(canvas: Canvas, picture: Canvas, left: number, top: number): void {
  for (let y = 0; y < picture.height; y++) {
    const row = picture.data.subarray(y * picture.width * 3, (y + 1) * picture.width * 3)
    if (top + y < canvas.height) canvas.data.set(row, ((top + y) * canvas.width + left) * 3)
  }
}

/** Repeats each pixel `factor` times along both sides. */
export function enlarge(picture: Canvas, factor: number): Canvas {
  const height = picture.height * factor
  const width = picture.width * factor
  const data = new Uint8Array(height * width * 3)
  for (let y = 0, to = 0; y < height; y++) {
    const row = Math.floor(y / factor) * picture.width
    for (let x = 0; x < width; x++) {
      const from = (row + Math.floor(x / factor)) * 3
      for (let c = 0; c < 3; c++) data[to++] = picture.data[from + c]!
    }
  }
  return { data, height, width }
}

/** Writes a line of text; `left`, `top` is its upper left corner, a dot `scale` pixels wide. */
export function drawText(
  canvas: Canvas,
  text: string,
  left: number,
  top: number,
  color: Color,
  scale = 2,
): void {
  Array.from(text).forEach((character, i) => {
    for (let y = 0; y < 7; y++)
      for (let x = 0; x < 5; x++)
        if (isDot(character, x, y))
          fillRect(canvas, left + (i * ADVANCE + x) * scale, top + y * scale, scale, scale, color)
  })
}

/** The picture as a PNG file. */
export function encodeCanvas({ data, height, width }: Canvas): Uint8Array {
  return encode({ data, height, width, channels: 3, depth: 8 })
}
