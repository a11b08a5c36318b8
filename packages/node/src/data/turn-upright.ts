/** Samples of a picture, row by row, those of a pixel together. */
export interface Samples<T> {
  readonly data: T
  readonly height: number
  readonly width: number
  readonly samples: number
}

/** Where the pixel that belongs at a row and column lies in the stored picture, by EXIF's orientations 2 to 8. */
const places: Readonly<
  Record<number, (y: number, x: number, h: number, w: number) => readonly [number, number]>
> = {
  2: (y, x, _, w) => [y, w - 1 - x],
  3: (y, x, h, w) => [h - 1 - y, w - 1 - x],
  4: (y, x, h) => [h - 1 - y, x],
  5: (y, x) => [x, y],
  6: (y, x, h) => [h - 1 - x, y],
  7: (y, x, h, w) => [h - 1 - x, w - 1 - y],
  8: (y, x, _, w) => [x, w - 1 - y],
}

/** Whether height and width change places. */
export function swapsSides(orientation: number): boolean {
  return orientation > 4
}

/**
 * Turns and mirrors a picture as its orientation says, so that it lies as viewers and browsers show it.
 *
 * Source: EXIF 2.32, tag 0x0112.
 */
export function turnUpright<T extends Uint8Array | Uint16Array | Float64Array>(
  { data, height, width, samples }: Samples<T>,
  orientation: number,
): Samples<T> {
  const place = places[orientation]
  if (!place) return { data, height, width, samples }
  const [rows, columns] = swapsSides(orientation) ? [width, height] : [height, width]
  const turned = data.slice() as T
  for (let y = 0, to = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      const [row, column] = place(y, x, height, width)
      const from = (row * width + column) * samples
      for (let s = 0; s < samples; s++) turned[to++] = data[from + s]!
    }
  return { data: turned, height: rows, width: columns, samples }
}
