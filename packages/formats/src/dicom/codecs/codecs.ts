import { failFile } from '../../file-error.js'
import { MAX_FRAME_SAMPLES } from '../../limits.js'
import type { Codec, CodecContext, CompressedFrame, DecodedFrame } from './codec.js'
import { hasItsParts, streamSize } from './frame-size.js'
import { codestreamOf } from './j2k-stream.js'
import type { WasmCodec } from './wasm-codec.js'

type Load = (frame: CompressedFrame, context: CodecContext) => Promise<DecodedFrame>

const own =
  (load: () => Promise<Codec>): Load =>
  async (frame) =>
    (await load())(frame)

const wasm =
  (load: () => Promise<WasmCodec>): Load =>
  async (frame, context) => {
    const { decodeWasm } = await import('./wasm-codec.js')
    return decodeWasm(await load(), frame, context)
  }

const baseline = wasm(async () => (await import('./jpeg-baseline.js')).jpegBaseline)
const extended = own(async () => (await import('./jpeg-extended.js')).jpegExtended)
const lossless = own(async () => (await import('./jpeg-lossless.js')).jpegLossless)
const jpegLs = own(async () => (await import('./jpeg-ls.js')).jpegLs)
const jpeg2000 = wasm(async () => (await import('./jpeg-2000.js')).jpeg2000)
const htj2k = wasm(async () => (await import('./htj2k.js')).htj2k)

const RLE = '1.2.840.10008.1.2.5'

/** Compressed transfer syntaxes (DICOM PS3.6, table A-1), each with what is loaded for it. */
const CODECS: ReadonlyMap<string, Load> = new Map([
  [RLE, own(async () => (await import('./rle.js')).rle)],
  ['1.2.840.10008.1.2.4.50', baseline],
  [
    '1.2.840.10008.1.2.4.51',
    (frame, context) => (isDeep(frame) ? extended : baseline)(frame, context),
  ],
  ['1.2.840.10008.1.2.4.57', lossless],
  ['1.2.840.10008.1.2.4.70', lossless],
  ['1.2.840.10008.1.2.4.80', jpegLs],
  ['1.2.840.10008.1.2.4.81', jpegLs],
  ['1.2.840.10008.1.2.4.90', jpeg2000],
  ['1.2.840.10008.1.2.4.91', jpeg2000],
  ['1.2.840.10008.1.2.4.201', htj2k],
  ['1.2.840.10008.1.2.4.202', htj2k],
  ['1.2.840.10008.1.2.4.203', htj2k],
])

const isDeep = ({ bytes }: CompressedFrame): boolean => (streamSize(bytes)?.bits ?? 0) > 8

/** Decodes a frame by what its transfer syntax asks for. */
export async function decodeCompressed(
  syntax: string,
  frame: CompressedFrame,
  context: CodecContext,
): Promise<DecodedFrame> {
  const decode = CODECS.get(syntax)
  const { name, columns, rows, samples } = frame
  if (!decode) return failFile(name, `has the transfer syntax ${syntax}, which is not read.`)
  if (columns * rows * samples > MAX_FRAME_SAMPLES)
    failFile(name, `has compressed frames of ${columns} × ${rows}: that is more than is read.`)
  if (syntax === RLE) return decode(frame, context)
  const stream = { ...frame, bytes: codestreamOf(frame.bytes) }
  checkStream(stream)
  if (decode === htj2k && !hasItsParts(stream.bytes))
    failFile(name, 'has a compressed frame that is damaged or cut short.')
  return decode(stream, context)
}

function checkStream({ name, bytes, columns, rows, samples }: CompressedFrame): void {
  const size = streamSize(bytes)
  if (!size) return failFile(name, 'has a compressed frame that is damaged or cut short.')
  if (size.columns !== columns || size.rows !== rows || size.components !== samples)
    failFile(
      name,
      `has a compressed frame of ${size.columns} × ${size.rows} × ${size.components}, but says ${columns} × ${rows} × ${samples}.`,
    )
  if (size.thinned)
    failFile(name, 'has a compressed frame with thinned components, which is not read.')
}
