import { checkIndices } from '../png/check-indices.js'
import type { DecodePictureOptions } from '../png/decode-png.js'
import { inflateExactly } from '../png/inflate-exactly.js'
import { damaged, unsupported } from '../png/picture-fault.js'
import { MAX_PIXELS, type StoredPicture } from '../png/stored-picture.js'
import { decodeLzw } from './lzw.js'
import { decodePackBits } from './packbits.js'
import { compressionName, readTiffHeader, type TiffHeader } from './tiff-header.js'
import { type TiffLayout, tiffLayout } from './tiff-layout.js'
import { sampleReader, undoFloats, undoPredictor } from './tiff-samples.js'

/** A block's bytes, of which `size` at least and `most` at most are wanted. */
type Unpack = (
  bytes: Uint8Array<ArrayBuffer>,
  size: number,
  most: number,
) => Promise<Uint8Array> | Uint8Array

const inflate: Unpack = (bytes, size, most) => inflateExactly([bytes], size, most)

/** By TIFF's numbers; each is bounded by the size that it is told. */
const unpackers: Readonly<Record<number, Unpack>> = {
  // a copy: predictors and the order of bits are undone in place
  1: (bytes, size) => (bytes.length < size ? damaged('a block ends early') : bytes.slice(0, size)),
  5: (bytes, size) => decodeLzw(bytes, size),
  8: inflate,
  32946: inflate,
  32773: (bytes, size) => decodePackBits(bytes, size),
}

/** Whether {@link decodeTiff} reads a compression. */
export function readsCompression(compression: number): boolean {
  return compression in unpackers
}

/**
 * Decodes the first picture of a TIFF or BigTIFF to its stored samples: any number of them, integers of
 * 1 to 64 bits and floats, strips and tiles, interleaved and apart, with no compression, LZW, deflate
 * or PackBits.
 *
 * Source: TIFF Revision 6.0, Adobe 1992.
 *
 * @throws PictureFault if it is truncated, damaged, larger than `maxPixels` or of a kind that is not
 *   read.
 */
export async function decodeTiff(
  bytes: Uint8Array<ArrayBuffer>,
  { maxPixels = MAX_PIXELS }: DecodePictureOptions = {},
): Promise<StoredPicture> {
  const header = readTiffHeader(bytes)
  const { width, height, samples, bits, type } = header
  // a few samples a pixel, so that nothing larger than the largest colour picture is made
  if (width * height * Math.max(1, samples / 4) > maxPixels)
    unsupported(`it has over ${maxPixels} pixels`)
  const unpack = unpackers[header.compression]
  if (!unpack) unsupported(`it has ${compressionName(header.compression)} compression`)
  const layout = tiffLayout(header, bytes.length)
  const count = width * height * samples
  const data =
    type !== 'unsigned' || bits > 16
      ? new Float64Array(count)
      : bits > 8
        ? new Uint16Array(count)
        : new Uint8Array(count)
  for (let block = 0; block < layout.across * layout.down * layout.planes; block++)
    await readBlock(bytes, block, header, layout, unpack, data)
  if (header.palette) checkIndices(data, header.palette.length, samples)
  return {
    ...{ height, width, samples, bits, type, data },
    color: header.color,
    alpha: header.alpha,
    whiteIsZero: header.whiteIsZero,
    orientation: header.orientation,
    ...(header.palette ? { palette: header.palette } : {}),
  }
}

async function readBlock(
  file: Uint8Array<ArrayBuffer>,
  block: number,
  header: TiffHeader,
  layout: TiffLayout,
  unpack: Unpack,
  data: StoredPicture['data'],
): Promise<void> {
  const { width, height, samples, bits } = header
  const { blockWidth, blockHeight, across, down, planes, offsets, lengths } = layout
  const plane = Math.floor(block / (across * down))
  const top = (Math.floor(block / across) % down) * blockHeight
  const left = (block % across) * blockWidth
  const rows = Math.min(blockHeight, height - top)
  const columns = Math.min(blockWidth, width - left)
  const inBlock = samples / planes
  const stride = Math.ceil((blockWidth * inBlock * bits) / 8)
  const [offset = 0, length = 0] = [offsets[block], lengths[block]]
  const stored = file.subarray(offset, offset + length)
  const packed = layout.reversed ? stored.map(reverseBits) : stored
  const bytes = await unpack(packed, rows * stride, blockHeight * stride)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const read = sampleReader(header)
  for (let y = 0; y < rows; y++) {
    const row = y * stride
    if (layout.predictor === 2) undoPredictor(bytes, header, { stride, samples: inBlock, row })
    if (layout.predictor === 3) undoFloats(bytes, header, { stride, samples: inBlock, row })
    const to = ((top + y) * width + left) * samples + plane
    if (planes === 1) for (let i = 0; i < columns * samples; i++) data[to + i] = read(view, row, i)
    else for (let x = 0; x < columns; x++) data[to + x * samples] = read(view, row, x)
  }
}

function reverseBits(byte: number): number {
  let result = 0
  for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) result |= 0x80 >> bit
  return result
}
