import type { ImageHeader } from './image-header.js'
import { fail } from '@spad/core'
import {
  isPng,
  isTiff,
  type PictureHeader,
  readPngHeader,
  readsCompression,
  readTiffHeader,
} from '@spad/formats'
import sharp, { type Metadata } from 'sharp'
import { checkHeader } from './check-header.js'
import { type PictureUse, readHead, undecodable } from './picture-error.js'
import { pngOrientation } from './png-orientation.js'
import { readBytes } from './read-bytes.js'
import { swapsSides } from './turn-upright.js'

/** Enough for the chunks that stand before the pixels of most PNGs. */
const HEAD = 65536

/**
 * Reads the header alone. The content decides what a file is, not its name.
 *
 * @throws SpadError if it is missing, no PNG, JPEG or TIFF, too small or large, or of a kind that
 * cannot be read without a choice: several pages, CMYK, floating point in an image.
 */
export async function inspectImage(file: string, use: PictureUse = 'image'): Promise<ImageHeader> {
  try {
    const head = await readHead(file, HEAD)
    if (isPng(head)) return inspectPng(file, head, use)
    if (isTiff(head)) return inspectTiff(file, await readBytes(file), use)
    return await inspectOther(file, use)
  } catch (error) {
    return await undecodable(file, use, error)
  }
}

/** The same, of a file's bytes. */
export async function inspectBytes(
  file: string,
  bytes: Uint8Array<ArrayBuffer>,
  use: PictureUse,
): Promise<ImageHeader> {
  if (isPng(bytes)) return inspectPng(file, bytes, use)
  if (isTiff(bytes)) return inspectTiff(file, bytes, use)
  return await inspectOther(file, use, bytes)
}

function inspectPng(file: string, bytes: Uint8Array, use: PictureUse): ImageHeader {
  const header = { ...readPngHeader(bytes), orientation: pngOrientation(bytes) }
  return checkHeader(file, complete(header, 'png', 'png'), use)
}

/** TIFF's numbers of compressions that are left to sharp: fax and JPEG. */
const bySharp = new Set([2, 3, 4, 7])

function inspectTiff(file: string, bytes: Uint8Array, use: PictureUse): ImageHeader {
  const header = readTiffHeader(bytes)
  if (header.pages > 1)
    fail(
      'node',
      `\`${file}\` has ${header.pages} pages: it must hold one picture. Split it into files.`,
    )
  const { compression, tags } = header
  const other = bySharp.has(compression) && !readsCompression(compression)
  // JPEG's own way to store red, green and blue
  const inJpeg = compression === 7 && tags.get(262)?.[0] === 6
  const known = inJpeg ? { ...header, color: 'rgb' as const } : header
  if (compression === 7 && use === 'mask') lossyMask(file, 'holds a JPEG')
  return checkHeader(file, complete(known, 'tiff', other ? 'sharp' : 'tiff'), use, compression)
}

async function inspectOther(
  file: string,
  use: PictureUse,
  bytes?: Uint8Array,
): Promise<ImageHeader> {
  // a file that is replaced under its name is read anew
  sharp.cache(false)
  const metadata = await sharp(bytes ?? file, { limitInputPixels: false }).metadata()
  const { format, width, height, orientation = 1, space } = metadata
  if (format !== 'jpeg')
    fail('node', `\`${file}\` holds ${format}: it must be a PNG, JPEG or TIFF. Convert it.`)
  if (use === 'mask') lossyMask(file, 'is a JPEG')
  if (space !== 'b-w' && space !== 'srgb')
    fail('node', `\`${file}\` is in the colour space ${space}: it must be grey or RGB. Convert it.`)
  return checkHeader(
    file,
    complete(ofJpeg(metadata, orientation, height, width), 'jpeg', 'sharp'),
    use,
  )
}

function ofJpeg(
  { space }: Metadata,
  orientation: number,
  height: number,
  width: number,
): PictureHeader {
  const grey = space === 'b-w'
  return {
    ...{ height, width, orientation },
    samples: grey ? 1 : 3,
    bits: 8,
    type: 'unsigned',
    color: grey ? 'grey' : 'rgb',
    alpha: false,
    whiteIsZero: false,
  }
}

function complete(
  header: PictureHeader,
  format: ImageHeader['format'],
  decoder: ImageHeader['decoder'],
): ImageHeader {
  const { height, width, orientation, color } = header
  const upright = swapsSides(orientation) ? { height: width, width: height } : { height, width }
  return { ...header, format, decoder, upright, grey: color === 'grey' }
}

function lossyMask(file: string, what: string): never {
  return fail(
    'node',
    `\`${file}\` ${what}, which changes values: a mask must be a PNG or TIFF. ` +
      'Export it from its source as an 8-bit PNG with one value for each class.',
  )
}
