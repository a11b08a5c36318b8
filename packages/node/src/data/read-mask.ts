import { readFile } from 'node:fs/promises'
import { fail } from '@spad/core'
import { decode } from 'fast-png'
import { decodeImage, type ImageHeader, inspectImage, undecodable } from './image-file.js'
import { dropAlpha } from './read-image.js'

/** A mask file's values, 0 to 255, row by row. */
export interface Mask {
  /** `height × width` values. */
  readonly data: Uint8Array
  readonly height: number
  readonly width: number
}

/**
 * Reads a mask: a PNG or TIFF whose grey levels, or whose palette's indices, stand for classes.
 *
 * A palette of greys gives the grey levels, a palette with colours the indices. 16-bit files are
 * accepted if no value is over 255; red, green and blue if they are equal in every pixel.
 *
 * @throws SpadError if it cannot be read, is a JPEG, is transparent or is coded by colours.
 */
export async function readMask(file: string): Promise<Mask> {
  const header = await inspectMask(file)
  if (header.palette && header.format === 'png') {
    const indexed = await readPalette(file)
    if (indexed) return indexed
  }
  const { data, height, width, channels } = dropAlpha(file, await decodeImage(file, header))
  const values = new Uint8Array(height * width)
  for (let i = 0, j = 0; i < values.length; i++, j += channels) {
    const value = data[j] ?? 0
    if (channels === 3 && (data[j + 1] !== value || data[j + 2] !== value)) colourCoded(file)
    if (value > 255)
      fail(
        'node',
        `\`${file}\` is a 16-bit mask with the value ${value}: a mask's values go up to 255. ` +
          'Save it with 8 bits, one value for each class.',
      )
    values[i] = value
  }
  return { data: values, height, width }
}

/** The values that a mask holds, ascending. */
export function distinctValues({ data }: Mask): number[] {
  const held = new Uint8Array(256)
  for (const value of data) held[value] = 1
  return [...held.keys()].filter((value) => held[value] === 1)
}

/** Reads a mask's header alone; see {@link readMask}. */
export async function inspectMask(file: string): Promise<ImageHeader> {
  const header = await inspectImage(file)
  if (header.format === 'jpeg')
    fail(
      'node',
      `\`${file}\` is a JPEG, which changes values: a mask must be a PNG or TIFF. ` +
        'Export it from its source as an 8-bit PNG with one value for each class.',
    )
  return header
}

function colourCoded(file: string): never {
  return fail(
    'node',
    `\`${file}\` is coded by red, green and blue: a mask must hold one number a pixel. ` +
      'Save it as an 8-bit PNG with one value for each class.',
  )
}

/** The indices of a PNG whose palette has colours; nothing if the palette is all grey. */
async function readPalette(file: string): Promise<Mask | undefined> {
  // decoders of whole pictures expand a palette to its colours, and the indices are lost
  const png = await readFile(file)
    .then((bytes) => decode(bytes, { checkCrc: true }))
    .catch((error: unknown) => undecodable(file, error))
  const { palette, data, depth, height, width } = png
  if (!palette || palette.every(([r, g, b]) => r === g && g === b)) return undefined
  const row = Math.ceil((width * depth) / 8)
  const values = new Uint8Array(height * width)
  for (let i = 0; i < values.length; i++) {
    const bit = (i % width) * depth
    const byte = data[Math.floor(i / width) * row + (bit >> 3)] ?? 0
    values[i] = (byte >> (8 - depth - (bit & 7))) & ((1 << depth) - 1)
  }
  return { data: values, height, width }
}
