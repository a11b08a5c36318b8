import { fail, mapInto } from '@spad/core'
import { decodePicture, type Picture } from './decode-picture.js'
import type { ImageHeader } from './image-header.js'
import { inspectImage } from './image-file.js'
import { saveAdvice } from './picture-error.js'
import { checkOpaque, dropAlpha } from './read-image.js'

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number]

/** The largest value that a mask may hold. */
export const MOST_VALUE = 65535

/** A mask file's values, 0 to 65535, row by row, upright. */
export interface Mask {
  /** `height × width` values, of 16 bits where there is one above 255. */
  readonly data: Uint8Array | Uint16Array
  readonly height: number
  readonly width: number
  /** The colours of the values that it holds, where it has a palette. */
  readonly colors?: ReadonlyMap<number, Rgb>
  /** Whether its file says that it is stored turned or mirrored. */
  readonly turned: boolean
}

/**
 * Reads a mask: a PNG or TIFF whose numbers, or whose palette's indices, stand for classes.
 *
 * A PNG's palette of greys gives the grey levels, any other palette the indices; a grey PNG of fewer than 8
 * bits its levels from 0 to 255; a TIFF the numbers that it stores, whichever of them it shows as white.
 * Any type of number is taken if all are whole and from 0 to 65535; red, green and blue if they are equal in
 * every pixel. The orientation that a file says is followed.
 *
 * @throws SpadError if it cannot be read, is a JPEG, is transparent or is coded by colours.
 */
export async function readMask(file: string): Promise<Mask> {
  const picture = await decodePicture(file, 'mask')
  const { height, width, palette } = picture
  const turned = picture.orientation !== 1
  if (palette) return { ...fromPalette(file, picture, palette), height, width, turned }
  checkOpaque(file, picture)
  const channels = picture.color === 'rgb' ? 3 : 1
  const data = dropAlpha(picture, channels)
  const values = new Uint16Array(height * width)
  let most = 0
  const scale = picture.format === 'png' && picture.bits < 8 ? 255 / (2 ** picture.bits - 1) : 1
  for (let i = 0, j = 0; i < values.length; i++, j += channels) {
    const value = data[j]!
    if (channels === 3 && (data[j + 1] !== value || data[j + 2] !== value)) colourCoded(file)
    if (!(value >= 0 && value <= MOST_VALUE && Number.isInteger(value))) noClass(file, value)
    values[i] = value * scale
    if (value > most) most = value
  }
  return { data: most > 255 ? values : Uint8Array.from(values), height, width, turned }
}

/** The values that a mask holds, ascending. */
export function distinctValues({ data }: Pick<Mask, 'data'>): number[] {
  const held = new Uint8Array(data.BYTES_PER_ELEMENT > 1 ? MOST_VALUE + 1 : 256)
  for (const value of data) held[value] = 1
  return [...held.keys()].filter((value) => held[value] === 1)
}

/** Reads a mask's header alone; see {@link readMask}. */
export async function inspectMask(file: string): Promise<ImageHeader> {
  return await inspectImage(file, 'mask')
}

function noClass(file: string, value: number): never {
  return fail(
    'node',
    `\`${file}\` holds the value ${value}: a mask's values must be whole numbers from 0 to ${MOST_VALUE}. ` +
      saveAdvice('mask'),
  )
}

function colourCoded(file: string): never {
  return fail(
    'node',
    `\`${file}\` is coded by red, green and blue: a mask must hold one number a pixel. ` +
      'Save it as an 8-bit PNG with one value for each class, or let `spad dataset convert --from csv TABLE ' +
      '--colors COLORS.json` make such masks.',
  )
}

function fromPalette(
  file: string,
  picture: Picture,
  palette: NonNullable<Picture['palette']>,
): Pick<Mask, 'data' | 'colors'> {
  // a PNG says of each colour how opaque it is, which changes no index; a TIFF of each pixel
  if (picture.alpha) checkOpaque(file, picture)
  const { format } = picture
  const data = dropAlpha(picture, 1)
  const greys = format === 'png' && palette.every(([r, g, b]) => r === g && g === b)
  const valueOf = (index: number): number => (greys ? (palette[index]?.[0] ?? 0) : index)
  const wide = data.some((index) => index > 255)
  const values = mapInto(new (wide ? Uint16Array : Uint8Array)(data.length), data, valueOf)
  const colors = new Map(
    distinctValues({ data: values }).map((value): [number, Rgb] => {
      if (greys) return [value, [value, value, value]]
      const [r = 0, g = 0, b = 0] = palette[value] ?? []
      return [value, [r, g, b]]
    }),
  )
  return { data: values, colors }
}
