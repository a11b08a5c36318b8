import type { LabelClass } from '@spad/core'

/** One value a pixel, row by row. */
export interface Slice {
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
}

/** The brightness of an image (ITU-R BT.601). */
export function brightness(image: ImageBitmap): Slice {
  const { width, height } = image
  const context = new OffscreenCanvas(width, height).getContext('2d')
  if (!context) throw new Error('This browser draws no 2D canvas.')
  context.drawImage(image, 0, 0)
  const { data: rgba } = context.getImageData(0, 0, width, height)
  const data = Uint8Array.from({ length: width * height }, (_, i) => {
    const [red = 0, green = 0, blue = 0] = rgba.subarray(4 * i, 4 * i + 3)
    return 0.299 * red + 0.587 * green + 0.114 * blue
  })
  return { data, width, height }
}

/** The lowest row first, as niivue has them. */
export function upsideDown({ data, width, height }: Slice): Slice {
  const turned = new Uint8Array(data.length)
  for (let row = 0; row < height; row++)
    turned.set(data.subarray(row * width, (row + 1) * width), (height - 1 - row) * width)
  return { data: turned, width, height }
}

/** The classes as niivue's colour map of labels, the background clear. */
export function colorsOf(
  classes: readonly LabelClass[],
): Record<'R' | 'G' | 'B' | 'A' | 'I', number[]> & { labels: string[] } {
  return {
    R: classes.map(({ color: [red] }) => red),
    G: classes.map(({ color: [, green] }) => green),
    B: classes.map(({ color: [, , blue] }) => blue),
    A: classes.map((_, label) => (label === 0 ? 0 : 255)),
    I: classes.map((_, label) => label),
    labels: classes.map(({ name }) => name),
  }
}
