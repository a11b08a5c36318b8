import { failFile, guarded } from '../../file-error.js'
import type { Codec, CompressedFrame, DecodedFrame } from './codec.js'
import { CodeReader } from './jpeg-lossless/code-reader.js'
import { type LosslessFrame, LosslessMarkers, type LosslessScan } from './jpeg-lossless/markers.js'

/**
 * JPEG lossless, process 14, every predictor, point transform and restart interval (ISO 10918-1, annex H). It is
 * decoded here, since jpeg-lossless-decoder-js 2.1.2 misreads predictor 7 below 0, the point transform and the last
 * pixel of some streams, without a word.
 */
export const jpegLossless: Codec = (frame) =>
  guarded(frame.name, 'has a compressed frame that is damaged or cut short.', () => decode(frame))

type Samples = Uint8Array | Uint16Array

function decode({ name, bytes, columns, rows, samples }: CompressedFrame): DecodedFrame {
  const markers = new LosslessMarkers(bytes)
  let at = 0
  let all: Samples | undefined
  for (let done = 0; done < samples;) {
    const scan = markers.scan(at)
    const { frame } = markers
    if (frame?.columns !== columns || frame.rows !== rows || frame.components.length !== samples)
      return failFile(name, 'has a compressed frame of another size than it says.')
    const length = columns * rows * samples
    all ??= frame.bits <= 8 ? new Uint8Array(length) : new Uint16Array(length)
    at = readScan(bytes, scan, frame, all)
    done += scan.components.length
  }
  if (!all) throw new RangeError('scan')
  const bits = all.BYTES_PER_ELEMENT === 1 ? 8 : 16
  return { bytes: new Uint8Array(all.buffer), bits, rgb: false }
}

/** Writes a scan's components to their places, and tells where its codes end. */
function readScan(
  bytes: Uint8Array,
  { components, predictor, shift, restart, start }: LosslessScan,
  { bits, rows, columns, components: every }: LosslessFrame,
  into: Samples,
): number {
  // between two restarts are whole lines (H.1.1)
  if (restart % columns !== 0) throw new RangeError('restart')
  const reader = new CodeReader(bytes, start)
  const width = columns + 1
  // of each component a line and the one above; before the first of a line stands what predicts it
  const lines = components.map(() => new Int32Array(2 * width))
  for (let y = 0; y < rows; y++) {
    const fresh = y === 0 || (restart > 0 && (y * columns) % restart === 0)
    if (fresh && y > 0) reader.restart()
    for (const line of lines) {
      line.copyWithin(0, width)
      line[width] = fresh ? 2 ** (bits - shift - 1) : line[1]!
    }
    for (let x = 1; x < width; x++)
      for (let c = 0; c < components.length; c++) {
        const { place, codes } = components[c]!
        const line = lines[c]!
        const at = x + width
        const kind = fresh || x === 1 ? 1 : predictor
        const predicted = predict(kind, line[at - 1]!, line[x]!, line[x - 1]!)
        const value = (predicted + reader.difference(codes)) & 0xffff
        line[at] = value
        into[(y * columns + x - 1) * every.length + place] = value << shift
      }
  }
  return reader.end
}

/** From the samples left, above, and left of that (table H.1). */
function predict(predictor: number, a: number, b: number, c: number): number {
  if (predictor === 1) return a
  if (predictor === 2) return b
  if (predictor === 3) return c
  if (predictor === 4) return a + b - c
  if (predictor === 5) return a + ((b - c) >> 1)
  if (predictor === 6) return b + ((a - c) >> 1)
  return (a + b) >> 1
}
