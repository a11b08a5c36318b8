import { passes } from './adam7.js'
import { checkIndices } from './check-indices.js'
import { exifOrientation } from './exif-orientation.js'
import { type Inflate, inflateExactly } from './inflate-exactly.js'
import { damaged, unsupported } from './picture-fault.js'
import { pngChunks, printable } from './png-chunks.js'
import { type PngHeader, readPngHeader } from './png-header.js'
import { MAX_PIXELS, type StoredPicture } from './stored-picture.js'
import { unfilter } from './unfilter.js'
import { unpackSamples } from './unpack-samples.js'

export interface DecodePictureOptions {
  /** The most pixels that it may have. @default 100,000,000 */
  readonly maxPixels?: number
  /** Unpacks its pixels. @default the platform's streams */
  readonly inflate?: Inflate
  /** The checksum of a chunk. @default one in JavaScript */
  readonly crc32?: (bytes: Uint8Array) => number
}

/**
 * Decodes a PNG of any depth, interlaced or not, to its stored samples: indices stay indices.
 *
 * Every checksum is checked, of known chunks and others. It takes time and memory by the size that the header
 * says, and says it before it does.
 *
 * Source: PNG (Third Edition), W3C Recommendation.
 *
 * @throws PictureFault if it is truncated, damaged or larger than `maxPixels`.
 */
export async function decodePng(
  bytes: Uint8Array<ArrayBuffer>,
  { maxPixels = MAX_PIXELS, inflate, crc32 }: DecodePictureOptions = {},
): Promise<StoredPicture> {
  const header = readPngHeader(bytes)
  if (header.width * header.height > maxPixels) unsupported(`it has over ${maxPixels} pixels`)
  const found = collect(bytes, crc32)
  const palette = found.palette && toPalette(found.palette, found.transparency)
  if (header.color === 'palette' && !palette) damaged('it has no palette')
  const data = await decodePixels(header, found.pixels, inflate)
  if (header.color === 'palette') checkIndices(data, palette?.length ?? 0)
  return {
    ...header,
    orientation: found.exif ? exifOrientation(found.exif) : 1,
    data,
    ...(header.color === 'palette' && palette ? { palette } : {}),
    ...(header.color !== 'palette' && !header.alpha && found.transparency
      ? { transparent: pairs(found.transparency) }
      : {}),
  }
}

interface Found {
  pixels: Uint8Array<ArrayBuffer>[]
  palette?: Uint8Array
  transparency?: Uint8Array
  exif?: Uint8Array
}

function collect(bytes: Uint8Array<ArrayBuffer>, crc32: DecodePictureOptions['crc32']): Found {
  const found: Found = { pixels: [] }
  let headers = 0
  for (const { name, data } of pngChunks(bytes, crc32)) {
    if (name === 'IHDR' && ++headers > 1) damaged('it has two headers')
    // a capital letter says that without it the pixels mean something else
    if (/^[A-Z]/.test(name) && !CRITICAL.has(name))
      unsupported(`it has a chunk ${printable(name)}, which is none of the standard's`)
    if (name === 'acTL') checkFrames(data)
    if (name === 'IDAT') found.pixels.push(data)
    else if (name === 'PLTE') found.palette = data
    else if (name === 'tRNS') found.transparency = data
    else if (name === 'eXIf') found.exif = data
  }
  return found
}

/** Section 5.4 of the standard. */
const CRITICAL: ReadonlySet<string> = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND'])

/** An animation is several pictures, of which the first may not even be one. */
function checkFrames(control: Uint8Array): void {
  const frames = control.subarray(0, 4).reduce((sum, byte) => sum * 256 + byte, 0)
  if (frames > 1) unsupported(`it is an animation of ${frames} pictures`)
}

async function decodePixels(
  header: PngHeader,
  packed: Uint8Array<ArrayBuffer>[],
  inflate?: Inflate,
): Promise<Uint8Array | Uint16Array> {
  const { width, height, samples, bits, interlaced } = header
  const parts = passes(width, height, interlaced)
  const strideOf = (pixels: number): number => Math.ceil((pixels * samples * bits) / 8)
  const size = parts.reduce((sum, pass) => sum + pass.height * (strideOf(pass.width) + 1), 0)
  const bytes = await inflateExactly(packed, size, size, inflate)
  if (bits === 8 && !interlaced) return closed(bytes, height, width * samples, samples)
  const count = width * height * samples
  const data = bits === 16 ? new Uint16Array(count) : new Uint8Array(count)
  const step = Math.max(1, (samples * bits) >> 3)
  let start = 0
  for (const pass of parts) {
    const stride = strideOf(pass.width)
    unfilter(bytes, { start, height: pass.height, stride, step })
    for (let y = 0; y < pass.height; y++) {
      const from = start + y * (stride + 1) + 1
      const to = ((pass.y + y * pass.dy) * width + pass.x) * samples
      const row = { from, bits, pixels: pass.width, samples }
      unpackSamples(bytes, row, data, to, pass.dx * samples)
    }
    start += pass.height * (stride + 1)
  }
  return data
}

/** Rows of whole bytes without their filters, in place: a copy of a large picture takes long. */
function closed(bytes: Uint8Array, height: number, stride: number, step: number): Uint8Array {
  unfilter(bytes, { start: 0, height, stride, step })
  for (let y = 0; y < height; y++) {
    const from = y * (stride + 1) + 1
    bytes.copyWithin(y * stride, from, from + stride)
  }
  return bytes.subarray(0, height * stride)
}

function toPalette(colors: Uint8Array, opacity?: Uint8Array): [number, number, number, number][] {
  return Array.from({ length: Math.floor(colors.length / 3) }, (_, i) => [
    colors[3 * i]!,
    colors[3 * i + 1]!,
    colors[3 * i + 2]!,
    opacity?.[i] ?? 255,
  ])
}

/** Two bytes a sample, whatever the depth. */
function pairs(bytes: Uint8Array): number[] {
  return Array.from(
    { length: bytes.length >> 1 },
    (_, i) => (bytes[2 * i]! << 8) | bytes[2 * i + 1]!,
  )
}
