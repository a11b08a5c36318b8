import { failFile } from '../file-error.js'
import { SYNTAX } from './syntaxes.js'

/**
 * What dicom-parser calls for a deflated file, which must answer at once; undefined, and nothing loaded,
 * for files that are not deflated.
 */
export async function inflateNow(
  name: string,
  bytes: Uint8Array,
  most: number,
): Promise<((all: Uint8Array, position: number) => Uint8Array) | undefined> {
  if (!beginsWith(bytes, SYNTAX.deflated)) return undefined
  const { Inflate } = await import('pako')
  return (all, position) => {
    const stream = new Inflate({ raw: true, chunkSize: 1 << 16 })
    const chunks: Uint8Array[] = [all.subarray(0, position)]
    let total = position
    stream.onData = (chunk: Uint8Array) => {
      total += chunk.length
      if (total > most) failFile(name, `inflates to more than ${most} bytes.`)
      chunks.push(chunk)
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
