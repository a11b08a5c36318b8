import { fail, type LabelMap } from '@spad/core'
import { decodePicture } from '../data/decode-picture.js'
import { dropAlpha } from '../data/read-image.js'

export type Rgb = readonly [number, number, number]

/** What each class is drawn in: its name and its colour; the first has the value 0, the next 1. */
export type Colors = readonly (readonly [name: string, color: Rgb])[]

/** A picture in red, green and blue of 8 bits each. */
export interface ColoredPicture {
  readonly data: Uint8Array
  readonly height: number
  readonly width: number
}

/**
 * Reads a picture of which colours tell something.
 *
 * @throws SpadError if it is grey, has a palette or other bits.
 */
export async function readColored(file: string): Promise<ColoredPicture> {
  const picture = await decodePicture(file, 'image')
  const { height, width, color, bits, palette } = picture
  if (color !== 'rgb' || bits !== 8 || palette)
    fail(
      'node',
      `\`${file}\` is not in red, green and blue of 8 bits: a mask in colours was expected.`,
    )
  return { data: dropAlpha(picture, 3) as Uint8Array, height, width }
}

/**
 * The class whose colour is the nearest to that of each pixel.
 *
 * @param tolerance How far red, green and blue together (Euclid) may be from it.
 * @throws SpadError at the first pixel that is farther from all.
 */
export function valuesOfColors(
  file: string,
  { data, width }: Pick<ColoredPicture, 'data' | 'width'>,
  colors: Colors,
  tolerance: number,
): LabelMap['data'] {
  const values = new Uint8Array(data.length / 3)
  for (let i = 0; i < values.length; i++) {
    const pixel: Rgb = [data[3 * i]!, data[3 * i + 1]!, data[3 * i + 2]!]
    let nearest = Infinity
    colors.forEach(([, color], value) => {
      const distance = Math.hypot(...pixel.map((level, k) => level - color[k]!))
      if (distance >= nearest) return
      nearest = distance
      values[i] = value
    })
    if (nearest > tolerance)
      fail(
        'node',
        `\`${file}\` has the colour ${pixel.join(', ')} in row ${Math.floor(i / width)}, column ${i % width} of ` +
          `its mask: it is none of ${colors.map(([name, color]) => `${color.join(', ')} (${name})`).join('; ')}` +
          `${tolerance > 0 ? `, to ${tolerance}` : ''}.`,
      )
  }
  return values
}
