import { checkRaster, fail, type Raster } from '@spad/core'
import { decodePicture, type Picture } from './decode-picture.js'
import { inspectImage } from './image-file.js'

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

/** What a reader in a loop may give besides. */
export interface ReadImageInto extends ReadImageOptions {
  /** Where the values go if there is room: to make room for a large picture takes as long as to fill it. */
  readonly into?: Float32Array | undefined
}

/** An image and what was done to see it. */
export interface ImageRead {
  readonly image: Raster
  /** Whether its file says that it is stored turned or mirrored; `image` is upright. */
  readonly turned: boolean
}

/**
 * Reads a PNG, JPEG or TIFF of up to 16 bits as values in `[0, 1]` (8 bits / 255, 16 bits / 65535).
 *
 * Red, green and blue that are equal everywhere count as grey; where colour is expected, grey becomes equal
 * red, green and blue. An alpha channel that is opaque is dropped. The EXIF orientation is followed, as
 * browsers do; colour profiles are left aside. At most 100 million pixels, at least 8 on each side.
 *
 * @throws SpadError if the file cannot be read, is really transparent, or is in colour where grey is
 * expected.
 */
export async function readImage(file: string, options: ReadImageOptions = {}): Promise<Raster> {
  return (await readImageFile(file, options)).image
}

/** The same, with what was noticed. */
export async function readImageFile(
  file: string,
  { channels = 'auto', bytes, into }: ReadImageInto = {},
): Promise<ImageRead> {
  const picture = await decodePicture(file, 'image', bytes)
  const pixels = toPixels(file, picture)
  const coloured = isColoured(pixels)
  if (channels === 1 && coloured)
    fail('node', `\`${file}\` is in colour: grey is expected here. Convert it to grey.`)
  const image = toRaster(pixels, channels === 'auto' ? (coloured ? 3 : 1) : channels, into)
  // whole numbers from 0 to white need no check
  if (pixels.data instanceof Float64Array) checkRaster('node', file, image)
  return { image, turned: picture.orientation !== 1 }
}

/** Whether a file is stored with colours that are more than grey; decodes it if it must. */
export async function isColouredFile(file: string): Promise<boolean> {
  const { grey } = await inspectImage(file)
  return !grey && isColoured(toPixels(file, await decodePicture(file, 'image')))
}

/** Samples of grey, or of red, green and blue. */
interface Pixels {
  readonly data: Uint8Array | Uint16Array | Float64Array
  readonly height: number
  readonly width: number
  readonly channels: 1 | 3
  /** The sample value of white. */
  readonly max: number
}

function isColoured({ data, channels, max }: Pixels): boolean {
  if (channels < 3) return false
  const tolerance = (greyTolerance / 255) * max
  for (let i = 0; i < data.length; i += channels) {
    const r = data[i]!
    const g = data[i + 1]!
    const b = data[i + 2]!
    if (Math.max(r, g, b) - Math.min(r, g, b) > tolerance) return true
  }
  return false
}

/** Looks up a palette, drops an alpha channel, and puts white at the top. */
function toPixels(file: string, picture: Picture): Pixels {
  const { height, width, color, bits, palette, whiteIsZero } = picture
  checkOpaque(file, picture)
  if (palette) {
    const indices = dropAlpha(picture, 1)
    const colors = new Uint8Array(indices.length * 3)
    for (let i = 0; i < indices.length; i++)
      for (let c = 0; c < 3; c++) colors[3 * i + c] = palette[indices[i]!]?.[c] ?? 0
    return { data: colors, height, width, channels: 3, max: 255 }
  }
  const channels = color === 'rgb' ? 3 : 1
  const max = 2 ** bits - 1
  const kept = dropAlpha(picture, channels)
  return { data: whiteIsZero ? kept.map((v) => max - v) : kept, height, width, channels, max }
}

/** The samples without those that say how opaque a pixel is. */
export function dropAlpha({ data, samples }: Picture, kept: number): Picture['data'] {
  if (samples === kept) return data
  const rest = data.slice(0, (data.length / samples) * kept)
  for (let i = 0, o = 0; i < data.length; i += samples)
    for (let c = 0; c < kept; c++) rest[o++] = data[i + c]!
  return rest
}

/** Refuses a picture with a pixel that is not opaque. */
export function checkOpaque(file: string, picture: Picture): void {
  if (isOpaque(picture)) return
  fail(
    'node',
    `\`${file}\` has transparent pixels: what they look like is undefined. ` +
      'Flatten it onto a background and save it without alpha.',
  )
}

function isOpaque({ data, samples, alpha, bits, palette, transparent }: Picture): boolean {
  const max = 2 ** bits - 1
  if (alpha) {
    for (let i = samples - 1; i < data.length; i += samples) if (data[i] !== max) return false
  }
  if (palette?.some(([, , , opacity]) => opacity < 255))
    return data.every((index) => (palette[index]?.[3] ?? 255) === 255)
  if (transparent) {
    for (let i = 0; i < data.length; i += samples)
      if (transparent.every((value, c) => data[i + c] === value)) return false
  }
  return true
}

function toRaster(
  { data, height, width, channels, max }: Pixels,
  wanted: 1 | 3,
  into?: Float32Array,
): Raster {
  const size = height * width * wanted
  const values = into && into.length >= size ? into.subarray(0, size) : new Float32Array(size)
  if (channels === wanted && data instanceof Uint8Array) {
    const shares = Float32Array.from({ length: 256 }, (_, value) => value / max)
    for (let i = 0; i < values.length; i++) values[i] = shares[data[i]!]!
  } else if (channels === wanted) {
    for (let i = 0; i < values.length; i++) values[i] = data[i]! / max
  } else if (wanted === 3) {
    for (let i = 0; i < values.length; i++) values[i] = data[Math.floor(i / 3)]! / max
  } else {
    // grey stored as red, green and blue
    for (let i = 0, j = 0; i < values.length; i++, j += 3)
      values[i] = (data[j]! + data[j + 1]! + data[j + 2]!) / (3 * max)
  }
  return { data: values, height, width, channels: wanted }
}
