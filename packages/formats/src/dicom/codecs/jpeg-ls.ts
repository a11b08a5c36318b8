import { failFile, guarded } from '../../file-error.js'
import type { Codec, CompressedFrame, DecodedFrame } from './codec.js'
import { Bits } from './jpeg-ls/bits.js'
import { parametersOf } from './jpeg-ls/parameters.js'
import { ScanDecoder } from './jpeg-ls/scan.js'
import { type FrameHeader, type ScanHeader, Stream } from './jpeg-ls/stream.js'

/**
 * JPEG-LS, lossless and near-lossless (ISO 14495-1). It is decoded here, since a broken stream can hold
 * CharLS for half a minute, where nobody can stop it; here each sample costs a bounded number of bits.
 */
export const jpegLs: Codec = (frame) =>
  guarded(frame.name, 'has a compressed frame that is damaged or cut short.', () => decode(frame))

function decode({ name, bytes, columns, rows, samples }: CompressedFrame): DecodedFrame {
  const stream = new Stream(bytes)
  let at = 2
  let done = 0
  let planar = false
  let all: Uint8Array | Uint16Array = new Uint8Array(0)
  while (done < samples) {
    const scan = stream.scan(at)
    const { frame } = stream
    if (frame?.columns !== columns || frame.rows !== rows || frame.components !== samples)
      return failFile(name, 'has a compressed frame of another size than it says.')
    if (done === 0) all = emptyFor(frame)
    planar = samples > 1 && scan.interleave === 0
    at = readScan(stream, scan, frame, all, done)
    done += scan.components
  }
  const data = new Uint8Array(all.buffer)
  return { bytes: data, bits: all.BYTES_PER_ELEMENT === 1 ? 8 : 16, rgb: false, planar }
}

function emptyFor({ bits, columns, rows, components }: FrameHeader): Uint8Array | Uint16Array {
  if (bits < 2 || bits > 16) throw new RangeError('bits')
  const length = columns * rows * components
  return bits <= 8 ? new Uint8Array(length) : new Uint16Array(length)
}

/** Decodes a scan into its components' places; where the markers after it are looked for. */
function readScan(
  { bytes }: Stream,
  { components, near, interleave, preset, start }: ScanHeader,
  { bits, columns, rows, components: all }: FrameHeader,
  into: Uint8Array | Uint16Array,
  first: number,
): number {
  const alone = interleave === 0
  if (components !== (alone ? 1 : all) || first + components > all) throw new RangeError('scan')
  const source = new Bits(bytes, start)
  const decoder = new ScanDecoder(parametersOf(bits, near, preset), source, columns)
  const lines = () => Array.from({ length: components }, () => new Int32Array(columns + 2))
  const runs = new Array<number>(components).fill(0)
  let [above, current] = [lines(), lines()]
  for (let row = 0; row < rows; row++) {
    if (interleave === 2) runs[0] = decoder.line(above, current, runs[0] ?? 0)
    else
      for (const [c, line] of current.entries())
        runs[c] = decoder.line(above.slice(c, c + 1), [line], runs[c] ?? 0)
    for (const [c, line] of current.entries())
      for (let x = 0; x < columns; x++) {
        const place = row * columns + x
        into[alone ? first * rows * columns + place : place * all + c] = line[x + 1] ?? 0
      }
    ;[above, current] = [current, above]
  }
  return source.end
}
