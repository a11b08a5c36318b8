import { failFile } from '../file-error.js'

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

// deflate makes of one byte 1032 at most
const MOST = 1032

export interface InflateOptions {
  /** Bytes that are wanted; the first bytes of the content, which may tell it, are given. */
  readonly wanted: (head: Uint8Array) => number
  /** A deflate stream without a header. @default gzip (of any number of members) or zlib, by the bytes */
  readonly raw?: boolean
}

/**
 * The first `wanted` bytes that a gzip, zlib or deflate stream holds, or fewer where it ends before. The
 * memory is set aside once, and no more of it than the stream can fill.
 *
 * @throws SpadError if the stream is damaged or cut short.
 */
export async function inflate(
  name: string,
  bytes: Uint8Array,
  { wanted, raw = false }: InflateOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const { Inflate } = await import('pako')
  const stream = new Inflate({ raw, chunkSize: 1 << 16 })
  let result: Uint8Array<ArrayBuffer> | undefined
  let filled = 0
  stream.onData = (chunk: Uint8Array) => {
    result ??= new Uint8Array(Math.min(wanted(chunk), MOST * bytes.length + (1 << 10)))
    const room = chunk.subarray(0, result.length - filled)
    result.set(room, filled)
    filled += room.length
  }
  const done = stream.push(bytes, true)
  const whole = filled === result?.length
  if (stream.err !== 0 || (!done && !whole))
    failFile(name, 'has compressed samples that are damaged or cut short: fetch it anew.')
  return (result ?? new Uint8Array(0)).subarray(0, filled)
}
