import { open, stat } from 'node:fs/promises'
import { fail } from '@spad/core'
import sharp, { type Metadata } from 'sharp'
import { explained } from '../run/explain-io.js'

/** The most pixels that one picture may have; its float copy takes 4 to 12 bytes a pixel. */
export const maxPixels = 100_000_000
/** The shortest side that a picture may have; below it no network has anything to look at. */
export const minSide = 8

/** What a picture's header says, checked: it is one still picture of 8 or 16 bits. */
export interface ImageHeader {
  readonly format: 'png' | 'jpeg' | 'tiff'
  readonly height: number
  readonly width: number
  /** Stored with one grey channel (and perhaps alpha), not as red, green and blue. */
  readonly grey: boolean
  readonly alpha: boolean
  /** Stored as an index into a list of colours. */
  readonly palette: boolean
  readonly bits: 8 | 16
  /** EXIF orientation, 1 = upright. Pixels are taken as they are stored, whatever it says. */
  readonly orientation: number
}

/** A picture's samples as the file holds them: row by row, channels interleaved. */
export interface Pixels {
  readonly data: Uint8Array | Uint16Array
  readonly height: number
  readonly width: number
  readonly channels: number
  /** The sample value of white. */
  readonly max: 255 | 65535
}

/**
 * Reads the header alone. The content decides what a file is, not its name.
 *
 * @param bytes Its content, where there is no file of that name.
 * @throws SpadError if it is missing, no PNG, JPEG or TIFF, too small or large, or of a kind that
 * cannot be read without a choice: several pages, CMYK, floating point.
 */
export async function inspectImage(file: string, bytes?: Uint8Array): Promise<ImageHeader> {
  const metadata = await sharp(bytes ?? file, { limitInputPixels: false })
    .metadata()
    .catch((error: unknown) => undecodable(file, error, bytes))
  const { format, width, height, orientation = 1 } = metadata
  if (format !== 'png' && format !== 'jpeg' && format !== 'tiff')
    fail('node', `\`${file}\` holds ${format}: it must be a PNG, JPEG or TIFF. Convert it.`)
  checkKind(file, metadata)
  checkSize(file, height, width)
  return {
    format,
    height,
    width,
    grey: metadata.space === 'b-w' || metadata.space === 'grey16',
    alpha: metadata.hasAlpha,
    palette: metadata.isPalette,
    bits: metadata.depth === 'ushort' ? 16 : 8,
    orientation,
  }
}

function checkKind(file: string, { pages = 1, depth, space }: Metadata): void {
  if (pages > 1)
    fail('node', `\`${file}\` has ${pages} pages: it must hold one picture. Split it into files.`)
  if (depth !== 'uchar' && depth !== 'ushort')
    fail(
      'node',
      `\`${file}\` has samples of type ${depth}: they must be integers of 8 or 16 bits. ` +
        'Scale it to its range of interest and save it as a 16-bit PNG.',
    )
  if (!['b-w', 'srgb', 'grey16', 'rgb16'].includes(space))
    fail('node', `\`${file}\` is in the colour space ${space}: it must be grey or RGB. Convert it.`)
}

function checkSize(file: string, height: number, width: number): void {
  const size = `${width} × ${height} pixels`
  if (Math.min(height, width) < minSide)
    fail('node', `\`${file}\` has ${size}: each side must be at least ${minSide}. Remove the case.`)
  if (height * width > maxPixels)
    fail(
      'node',
      `\`${file}\` has ${size}: it may have ${maxPixels / 1e6} million at most. ` +
        'Shrink it or cut it into tiles.',
    )
}

/**
 * Decodes a picture whole; embedded colour profiles and the EXIF orientation are left aside.
 *
 * @throws SpadError if the file is truncated or damaged.
 */
export async function decodeImage(
  file: string,
  header: ImageHeader,
  bytes?: Uint8Array,
): Promise<Pixels> {
  const deep = header.bits === 16
  // the grey spaces would drop an alpha channel without a look at it
  const grey = header.grey && !header.alpha
  const space = grey ? (deep ? 'grey16' : 'b-w') : deep ? 'rgb16' : 'srgb'
  const { data, info } = await sharp(bytes ?? file, {
    failOn: 'warning',
    ignoreIcc: true,
    limitInputPixels: maxPixels,
  })
    .toColourspace(space)
    .raw({ depth: deep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch((error: unknown) => undecodable(file, error, bytes))
  return {
    data: deep ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : data,
    height: info.height,
    width: info.width,
    channels: info.channels,
    max: deep ? 65535 : 255,
  }
}

/** Says why a file could not be decoded. */
export async function undecodable(
  file: string,
  cause: unknown,
  bytes?: Uint8Array,
): Promise<never> {
  if (bytes) return notDecoded(file, cause)
  const found = await stat(file).catch(() => undefined)
  if (!found) fail('node', `\`${file}\` does not exist. Check the path.`, cause)
  if (!found.isFile()) fail('node', `\`${file}\` is not a file. Give the picture itself.`, cause)
  if (found.size === 0) fail('node', `\`${file}\` is empty: 0 bytes. Copy it again.`, cause)
  if (!(await beginsLikePicture(file)))
    fail(
      'node',
      `\`${file}\` is no picture that can be read: its content is neither PNG, JPEG nor TIFF, ` +
        'whatever its name says. Convert it or remove it.',
      cause,
    )
  return notDecoded(file, cause)
}

function notDecoded(file: string, cause: unknown): never {
  const reason = cause instanceof Error ? cause.message.trim().split('\n')[0] : String(cause)
  return fail(
    'node',
    `\`${file}\` cannot be decoded (${reason ?? 'no reason given'}): it is truncated or damaged. ` +
      'Copy it again from its source.',
    cause,
  )
}

/** The first bytes of a PNG, a JPEG and a TIFF of either byte order, in hexadecimal. */
const signatures = ['89504e47', 'ffd8ff', '49492a00', '4d4d002a']

async function beginsLikePicture(path: string): Promise<boolean> {
  const file = await explained(path, 'read', () => open(path))
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(4) })
    const start = buffer.subarray(0, bytesRead).toString('hex')
    return signatures.some((signature) => start.startsWith(signature))
  } finally {
    await file.close()
  }
}
