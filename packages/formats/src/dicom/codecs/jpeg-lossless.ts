import { failFile, guarded } from '../../file-error.js'
import type { Codec } from './codec.js'

/** JPEG lossless, process 14, every predictor. */
export const jpegLossless: Codec = async ({
  name,
  bytes,
  columns,
  rows,
  samples,
  bitsAllocated,
}) => {
  const { Decoder } = await import('jpeg-lossless-decoder-js')
  const decoded = guarded(name, 'has a compressed frame that is damaged or cut short.', () => {
    const own = new Uint8Array(bytes)
    return new Decoder().decompress(own.buffer, 0, own.length)
  })
  const wanted = columns * rows * samples
  const bits = (8 * decoded.byteLength) / wanted
  if (bits !== 8 && bits !== 16)
    failFile(name, `has a compressed frame of ${bitsAllocated} bits whose size does not fit.`)
  return { bytes: new Uint8Array(decoded), bits, rgb: false }
}
