import { failFile } from '../file-error.js'
import { SYNTAX } from './syntaxes.js'

/** Bytes that may follow the pixels. */
const MOST_AFTER = 2 ** 24

/** After so many bytes it is looked for where the pixels end: a look goes through all elements before them. */
const LOOKS = [2 ** 21, 2 ** 23, 2 ** 25]

/**
 * What dicom-parser calls for a deflated file, which must answer at once; undefined, and nothing loaded,
 * for files that are not deflated.
 *
 * @param endOf Where the pixels end, by what was unpacked so far; undefined where that does not tell it yet.
 */
export async function inflateNow(
  name: string,
  bytes: Uint8Array,
  endOf: (soFar: Uint8Array) => number | undefined,
): Promise<((all: Uint8Array, position: number) => Uint8Array) | undefined> {
  if (!beginsWith(bytes, SYNTAX.deflated)) return undefined
  const { Inflate } = await import('pako')
  return (all, position) => {
    const stream = new Inflate({ raw: true, chunkSize: 1 << 16 })
    const chunks: Uint8Array[] = [all.subarray(0, position)]
    let total = position
    let looks = 0
    let end: number | undefined
    stream.onData = (chunk: Uint8Array) => {
      total += chunk.length
      chunks.push(chunk)
      if (end === undefined && total >= (LOOKS[looks] ?? Infinity)) {
        end = endOf(joined(chunks))
        if (++looks === LOOKS.length && end === undefined)
          failFile(name, `has no pixels within its first ${total} bytes: it is not read.`)
      }
      if (end !== undefined && total > end + MOST_AFTER)
        failFile(
          name,
          `unpacks to ${MOST_AFTER} bytes more than its header tells of: it is not read.`,
        )
    }
    stream.push(all.subarray(position), true)
    if (stream.err !== 0) failFile(name, 'is a deflated file that is damaged or cut short.')
    return joined(chunks)
  }
}

/** The UID of the syntax stands in the meta header, well within the first kilobytes. */
function beginsWith(bytes: Uint8Array, uid: string): boolean {
  return new TextDecoder('latin1').decode(bytes.subarray(0, 2048)).includes(uid)
}

/** Pieces one after another. */
export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let end = 0
  for (const piece of pieces) {
    result.set(piece, end)
    end += piece.length
  }
  return result
}
