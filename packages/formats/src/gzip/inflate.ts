import { breather } from '@spad/core'
import { failFile } from '../file-error.js'

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

// deflate makes of one byte 1032 at most
const MOST = 1032

export interface InflateOptions {
  /** Bytes that are wanted; the first bytes of the content, which may tell it, are given. */
  readonly wanted: (head: Uint8Array) => number
  /** A deflate stream without a header. @default gzip (of any number of members) or zlib, by the bytes */
  readonly raw?: boolean
  /** Ends the work with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** Compressed bytes that are unpacked at once: a millisecond, or half a second of a bomb. */
const PIECE = 1 << 17

/** Bytes that may follow those that are wanted, and are unpacked so that checksums are looked at. */
const MOST_AFTER = 2 ** 27

/**
 * The first `wanted` bytes that a gzip, zlib or deflate stream holds, or fewer where it ends before. The
 * memory is set aside once, and no more of it than the stream can fill.
 *
 * @throws SpadError if the stream is damaged, cut short, or far more than what is wanted.
 */
export async function inflate(
  name: string,
  bytes: Uint8Array,
  { wanted, raw = false, signal }: InflateOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { Inflate } = await import('pako')
  let result: Uint8Array<ArrayBuffer> | undefined
  let filled = 0
  let total = 0
  const take = (chunk: Uint8Array): void => {
    result ??= new Uint8Array(Math.min(wanted(chunk), MOST * bytes.length + (1 << 10)))
    const room = chunk.subarray(0, result.length - filled)
    result.set(room, filled)
    filled += room.length
    total += chunk.length
  }
  const begin = () => Object.assign(new Inflate({ raw, chunkSize: 1 << 16 }), { onData: take })
  let stream = begin()
  let done = false
  const breathe = breather(40, signal)
  for (let start = 0; start < bytes.length && !stream.err; start += PIECE) {
    await breathe()
    if (result && total > result.length + MOST_AFTER)
      failFile(
        name,
        `unpacks to ${MOST_AFTER} bytes more than its header tells of: it is not read.`,
      )
    // a member may end where a piece does; zeros after the last one are padding
    if (stream.ended && bytes[start] === 0) break
    if (stream.ended) stream = begin()
    done = stream.push(bytes.subarray(start, start + PIECE), start + PIECE >= bytes.length)
  }
  const whole = filled === result?.length
  if (stream.err !== 0 || (!done && !whole))
    failFile(name, 'has compressed samples that are damaged or cut short: fetch it anew.')
  return (result ?? new Uint8Array(0)).subarray(0, filled)
}
