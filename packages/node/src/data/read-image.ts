import { fail, type Raster } from '@spad/core'
import { decodeImage, inspectImage, type Pixels } from './image-file.js'

/** Red, green and blue that differ by no more than this (of 255) count as grey: JPEG's rounding. */
const greyTolerance = 8

export interface ReadImageOptions {
  /**
   * The channels that are expected: 1 = grey, 3 = colour. `auto` takes what the picture has.
   *
   * @default 'auto'
   */
  readonly channels?: 'auto' | 1 | 3
  /** The picture itself; `file` is then but a name for messages. @default the file's content */
  readonly bytes?: Uint8Array
}

/**
 * Reads a PNG, JPEG or TIFF of 8 or 16 bits as values in `[0, 1]` (8 bits / 255, 16 bits / 65535).
 *
 * Red, green and blue that are equal everywhere count as grey. An alpha channel that is opaque is
 * dropped. Colour profiles and the EXIF orientation are left aside: pixels come as they are stored,
 * as those of a mask do. At most 100 million pixels, at least 8 on each side.
 *
 * @throws SpadError if the file cannot be read, is really transparent, or has other channels than
 * expected.
 */
export async function readImage(
  file: string,
  { channels = 'auto', bytes }: ReadImageOptions = {},
): Promise<Raster> {
  const header = await inspectImage(file, bytes)
  if (channels === 3 && header.grey) wrongChannels(file, 3)
  const pixels = dropAlpha(file, await decodeImage(file, header, bytes))
  const coloured = isColoured(pixels)
  if (channels === 1 && coloured) wrongChannels(file, 1)
  return toRaster(pixels, channels === 'auto' ? (coloured ? 3 : 1) : channels)
}

/** Says that a picture has not the expected channels. */
export function wrongChannels(file: string, expected: 1 | 3): never {
  return expected === 1
    ? fail('node', `\`${file}\` is in colour: grey is expected here. Convert it to grey.`)
    : fail('node', `\`${file}\` is grey: colour is expected here. Give the picture in colour.`)
}

/** Whether a file is stored with colours that are more than grey; decodes it if it must. */
export async function isColouredFile(file: string): Promise<boolean> {
  const header = await inspectImage(file)
  return !header.grey && isColoured(await decodeImage(file, header))
}

function isColoured({ data, channels, max }: Pixels): boolean {
  if (channels < 3) return false
  const tolerance = (greyTolerance / 255) * max
  for (let i = 0; i < data.length; i += channels) {
    const r = data[i] ?? 0
    const g = data[i + 1] ?? 0
    const b = data[i + 2] ?? 0
    if (Math.max(r, g, b) - Math.min(r, g, b) > tolerance) return true
  }
  return false
}

/** The same picture without its alpha channel, which must say "opaque" everywhere. */
export function dropAlpha(file: string, pixels: Pixels): Pixels {
  const { channels, data, max } = pixels
  if (channels % 2 === 1) return pixels
  const kept = channels - 1
  const opaque = new (max === 255 ? Uint8Array : Uint16Array)((data.length / channels) * kept)
  for (let i = 0, o = 0; i < data.length; i += channels, o += kept) {
    if (data[i + kept] !== max)
      fail(
        'node',
        `\`${file}\` has transparent pixels: what they look like is undefined. ` +
          'Flatten it onto a background and save it without alpha.',
      )
    for (let c = 0; c < kept; c++) opaque[o + c] = data[i + c] ?? 0
  }
  return { ...pixels, data: opaque, channels: kept }
}

function toRaster({ data, height, width, channels, max }: Pixels, wanted: 1 | 3): Raster {
  const values = new Float32Array(height * width * wanted)
  if (channels === wanted) {
    for (let i = 0; i < values.length; i++) values[i] = (data[i] ?? 0) / max
  } else {
    // grey stored as red, green and blue
    for (let i = 0, j = 0; i < values.length; i++, j += 3)
      values[i] = ((data[j] ?? 0) + (data[j + 1] ?? 0) + (data[j + 2] ?? 0)) / (3 * max)
  }
  return { data: values, height, width, channels: wanted }
}
