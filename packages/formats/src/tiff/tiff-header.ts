import { damaged, unsupported } from '../png/picture-fault.js'
import type { PictureHeader } from '../png/stored-picture.js'
import { readTiffDirectory, type TiffTags } from './tiff-directory.js'

/** What a TIFF's first directory says. */
export interface TiffHeader extends PictureHeader {
  /** Pictures, also those that ImageJ puts behind the only one that has a directory. */
  readonly pages: number
  /** TIFF's number of the compression; 1 = none. */
  readonly compression: number
  readonly littleEndian: boolean
  readonly tags: TiffTags
}

const TAG = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  orientation: 274,
  description: 270,
  samples: 277,
  colorMap: 320,
  extraSamples: 338,
  sampleFormat: 339,
}

const formats: Readonly<Record<number, PictureHeader['type']>> = {
  1: 'unsigned',
  2: 'signed',
  3: 'float',
  4: 'unsigned',
}

const colors: Readonly<Record<number, [PictureHeader['color'], number]>> = {
  0: ['grey', 1],
  1: ['grey', 1],
  2: ['rgb', 3],
  3: ['palette', 1],
}

/** Names of compressions that one meets. */
const compressions: Readonly<Record<number, string>> = {
  1: 'no',
  2: 'CCITT',
  3: 'CCITT Group 3',
  4: 'CCITT Group 4',
  5: 'LZW',
  6: 'old JPEG',
  7: 'JPEG',
  8: 'deflate',
  32773: 'PackBits',
  32946: 'deflate',
  33003: 'JPEG 2000',
  33005: 'JPEG 2000',
  34712: 'JPEG 2000',
  34887: 'LERC',
  34925: 'LZMA',
  50000: 'ZSTD',
  50001: 'WebP',
  50002: 'JPEG XL',
  52546: 'JPEG XL',
}

/** The name of a compression, such as `ZSTD`. */
export function compressionName(compression: number): string {
  return compressions[compression] ?? `unknown (${compression})`
}

/**
 * Reads what a TIFF's first directory says of its picture.
 *
 * Source: TIFF Revision 6.0, Adobe 1992.
 *
 * @throws PictureFault if it is cut off, or its samples are of several sizes or no numbers.
 */
export function readTiffHeader(bytes: Uint8Array): TiffHeader {
  const { littleEndian, tags, pages } = readTiffDirectory(bytes)
  const first = (tag: number, other: number): number => tags.get(tag)?.[0] ?? other
  const [width, height] = [first(TAG.width, 0), first(TAG.height, 0)]
  if (width === 0 || height === 0) damaged('it says no size')
  if (first(TAG.bits, 1) < 1) damaged('its samples have no bits')
  const samples = first(TAG.samples, 1)
  const sampleBits = tags.get(TAG.bits) ?? [1]
  const sampleFormats = tags.get(TAG.sampleFormat) ?? [1]
  const [bits = 1] = sampleBits
  const [format = 1] = sampleFormats
  if (sampleBits.some((b) => b !== bits) || sampleFormats.some((f) => f !== format))
    unsupported('its samples are of several kinds')
  const photometric = first(TAG.photometric, 1)
  const [color, own] = colors[photometric] ?? ['other', samples]
  const extra = tags.get(TAG.extraSamples) ?? []
  const orientation = first(TAG.orientation, 1)
  return {
    height,
    width,
    samples,
    bits,
    type: formats[format] ?? unsupported('its samples are complex numbers'),
    color,
    alpha: samples === own + 1 && (extra[0] === 1 || extra[0] === 2),
    whiteIsZero: photometric === 0,
    orientation: orientation >= 1 && orientation <= 8 ? orientation : 1,
    ...(color === 'palette' ? { palette: toPalette(tags.get(TAG.colorMap)) } : {}),
    pages: Math.max(pages, imagejPages(tags.get(TAG.description))),
    compression: first(TAG.compression, 1),
    littleEndian,
    tags,
  }
}

/** Of a stack above 4 GB there is one directory, and a text that begins with ImageJ's name. */
function imagejPages(description: readonly number[] = []): number {
  const text = String.fromCharCode(...description.slice(0, 200))
  const images = text.startsWith('ImageJ=') ? /^images=(\d{1,9})$/m.exec(text)?.[1] : undefined
  return Number(images ?? 1)
}

/** All reds, all greens, all blues, of 16 bits each; those of some writers have 8. */
function toPalette(map?: readonly number[]): [number, number, number, number][] {
  if (!map) damaged('it has no palette')
  const length = Math.floor(map.length / 3)
  const shift = map.some((value) => value > 255) ? 8 : 0
  const at = (i: number): number => (map[i] ?? 0) >> shift
  return Array.from({ length }, (_, i) => [at(i), at(length + i), at(2 * length + i), 255])
}
