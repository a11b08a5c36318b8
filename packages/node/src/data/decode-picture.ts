import { decodePng, decodeTiff, PictureFault, type StoredPicture } from '@spad/formats'
import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { maxPixels } from './check-header.js'
import type { ImageHeader } from './image-header.js'
import { inspectBytes } from './image-file.js'
import { countJpegScans, jpegCoding } from './jpeg-scans.js'
import { type PictureUse, undecodable } from './picture-error.js'
import { inflate } from './inflate.js'
import { readBytes } from './read-bytes.js'
import { turnUpright } from './turn-upright.js'

/** More scans than this are none of a picture's: encoders write about ten. */
const MAX_SCANS = 100
/** How long sharp may take for one picture, in seconds. */
const PATIENCE = 60

/** A decoded picture, upright, its samples as they are stored. */
export type Picture = StoredPicture & Pick<ImageHeader, 'format' | 'grey'>

/**
 * Decodes a picture whole, in time and memory that its header bounds, and lays it upright.
 *
 * The orientation that EXIF, or TIFF, says is followed, in images and in masks, as browsers do.
 * Embedded colour profiles are left aside.
 *
 * @param given The content, where there is no file of that name.
 * @throws SpadError if the file is truncated, damaged, or of a kind that is not read.
 */
export async function decodePicture(
  file: string,
  use: PictureUse,
  given?: Uint8Array,
): Promise<Picture> {
  try {
    const bytes = given ? new Uint8Array(given) : await readBytes(file)
    const header = await inspectBytes(file, bytes, use)
    const stored = await decode(bytes, header)
    const { format, grey } = header
    return { ...stored, ...turnUpright(stored, stored.orientation), format, grey }
  } catch (error) {
    return await undecodable(file, use, error, given)
  }
}

async function decode(bytes: Uint8Array<ArrayBuffer>, header: ImageHeader): Promise<StoredPicture> {
  if (header.decoder === 'png') return await decodePng(bytes, { maxPixels, inflate, crc32 })
  if (header.decoder === 'tiff') return await decodeTiff(bytes, { maxPixels })
  return await decodeBySharp(bytes, header)
}

async function decodeBySharp(bytes: Uint8Array, header: ImageHeader): Promise<StoredPicture> {
  const { format, grey, whiteIsZero, bits } = header
  if (format === 'jpeg') checkCoding(bytes)
  const scans = format === 'jpeg' ? countJpegScans(bytes) : 1
  if (scans > MAX_SCANS)
    throw new PictureFault(
      'unsupported',
      `it has ${scans} scans, of which ${MAX_SCANS} are allowed`,
    )
  sharp.cache(false)
  const { data, info } = await sharp(bytes, {
    failOn: 'warning',
    ignoreIcc: true,
    limitInputPixels: maxPixels,
  })
    .timeout({ seconds: PATIENCE })
    .toColourspace(grey ? 'b-w' : 'srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  const { height, width, channels: samples } = info
  const shown = new Uint8Array(data.buffer, data.byteOffset, data.length)
  return {
    ...header,
    data: bits === 1 || whiteIsZero ? asStored(shown, header) : shown,
    height,
    width,
    samples,
  }
}

/** Sharp would say of what it does not know that it is damaged. */
function checkCoding(bytes: Uint8Array): void {
  const { bits = 8, process = 0 } = jpegCoding(bytes) ?? {}
  if (bits !== 8)
    throw new PictureFault(
      'unsupported',
      `its samples are JPEG's of ${bits} bits, where 8 are read`,
    )
  if ((process & 3) === 3)
    throw new PictureFault('unsupported', "it is coded by JPEG's lossless process")
}

/** Sharp spreads 1 bit over 8 and shows what runs backwards the right way round. */
function asStored(shown: Uint8Array, { bits, whiteIsZero }: ImageHeader): Uint8Array {
  return shown.map((value) => {
    const sample = bits === 1 ? (value > 127 ? 1 : 0) : value
    return whiteIsZero ? (bits === 1 ? 1 : 255) - sample : sample
  })
}
