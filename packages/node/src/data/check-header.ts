import { amount, fail } from '@spad/core'
import { compressionName, readsCompression } from '@spad/formats'
import type { ImageHeader } from './image-header.js'
import { type PictureUse, saveAdvice } from './picture-error.js'

/** The most pixels that one picture may have; its float copy takes 4 to 12 bytes a pixel. */
export const maxPixels = 100_000_000
/** The shortest side that a picture may have; below it no network has anything to look at. */
export const MIN_SIDE = 8

/**
 * Refuses what cannot be read without a choice, before any pixel is.
 *
 * @param compression TIFF's number of it.
 */
export function checkHeader(
  file: string,
  header: ImageHeader,
  use: PictureUse,
  compression = 1,
): ImageHeader {
  checkSize(file, header.height, header.width)
  if (header.decoder === 'tiff' && !readsCompression(compression))
    fail(
      'node',
      `\`${file}\` has ${compressionName(compression)} compression, which is not read: save it ` +
        `with LZW, deflate or no compression, or as a PNG.`,
    )
  checkChannels(file, header, use)
  if (use === 'image') checkType(file, header)
  return header
}

function checkSize(file: string, height: number, width: number): void {
  const size = `${width} × ${height} pixels`
  if (Math.min(height, width) < MIN_SIDE)
    fail(
      'node',
      `\`${file}\` has ${size}: each side must be at least ${MIN_SIDE}. Remove the case.`,
    )
  if (height * width > maxPixels)
    fail(
      'node',
      `\`${file}\` has ${size}: it may have ${maxPixels / 1e6} million at most. ` +
        'Shrink it or cut it into tiles.',
    )
}

function checkChannels(file: string, header: ImageHeader, use: PictureUse): void {
  const { color, samples, alpha, decoder } = header
  if (color === 'other')
    fail(
      'node',
      `\`${file}\` is in a colour space of ${amount(samples, 'channel')} that is neither grey nor RGB, such ` +
        `as CMYK: it must be grey or RGB. ${use === 'mask' ? saveAdvice(use) : 'Convert it.'}`,
    )
  const own = color === 'rgb' ? 3 : 1
  const known = own + (alpha ? 1 : 0)
  if (samples === known && !(decoder === 'sharp' && alpha)) return
  if (samples < own)
    fail(
      'node',
      `\`${file}\` has ${amount(samples, 'channel')}, where ${color === 'rgb' ? 'its red, green and blue are 3' : 'grey is 1'}: its header is wrong. Save it anew.`,
    )
  fail(
    'node',
    `\`${file}\` has ${amount(samples, 'channel')}, ${own} of ${color === 'rgb' ? 'colour' : 'grey'} and ` +
      `${samples - own} that ${samples - own > 1 ? 'are' : 'is'} neither colour nor opacity: ` +
      (use === 'mask'
        ? `a mask holds one number a pixel. ${saveAdvice(use)}`
        : 'it must have 1 (grey) or 3 (red, green, blue). Save those that are to be seen alone.'),
  )
}

function checkType(file: string, { type, bits }: ImageHeader): void {
  if (type === 'unsigned' && bits <= 16) return
  const name = type === 'float' ? 'float' : `${bits}-bit ${type} integer`
  fail(
    'node',
    `\`${file}\` has samples of type ${name}: they must be integers of 8 or 16 bits. ` +
      'Scale it to its range of interest and save it as a 16-bit PNG.',
  )
}
