import { damaged } from './picture-fault.js'

/** No deflate stream grows by more: 258 bytes from 2 bits. */
const MAX_RATIO = 1032

/**
 * A quicker way to inflate a zlib stream than the platform's streams: the bytes, or `undefined` where they are
 * more than `most`; it throws if `packed` is cut or no such stream, and never holds much more than `most` bytes.
 */
export type Inflate = (
  packed: Uint8Array<ArrayBuffer>,
  most: number,
) => Promise<Uint8Array<ArrayBuffer> | undefined>

/**
 * Inflates a zlib stream of which it is known how long it becomes; never holds more than that.
 *
 * @param size Bytes at least.
 * @param most Bytes at most.
 * @throws PictureFault if it becomes longer or shorter, or is no such stream.
 */
export async function inflateExactly(
  parts: readonly Uint8Array<ArrayBuffer>[],
  size: number,
  most = size,
  inflate?: Inflate,
): Promise<Uint8Array<ArrayBuffer>> {
  const packed = parts.reduce((sum, { length }) => sum + length, 0)
  if (size > MAX_RATIO * packed + 64) damaged(ENDS_EARLY)
  if (!inflate) return await inflateByStream(parts, size, most)
  const bytes = await inflate(joined(parts, packed), most).catch((error: unknown) => broken(error))
  if (!bytes) return damaged(TOO_LONG)
  return bytes.length < size ? damaged(ENDS_EARLY) : bytes
}

const ENDS_EARLY = 'its compressed pixels end early'
const TOO_LONG = 'its compressed pixels are more than its size says'

function joined(parts: readonly Uint8Array<ArrayBuffer>[], size: number): Uint8Array<ArrayBuffer> {
  const [only] = parts
  if (parts.length === 1 && only) return only
  const whole = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

async function inflateByStream(
  parts: readonly Uint8Array<ArrayBuffer>[],
  size: number,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const result = new Uint8Array(most)
  const reader = new Blob([...parts])
    .stream()
    .pipeThrough(new DecompressionStream('deflate'))
    .getReader()
  let at = 0
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown) => broken(error))
    if (done) break
    if (at + value.length > most) {
      await reader.cancel().catch(() => undefined)
      damaged(TOO_LONG)
    }
    result.set(value, at)
    at += value.length
  }
  if (at < size) damaged(ENDS_EARLY)
  return result
}

function broken(error: unknown): never {
  return damaged(
    `its compressed pixels are broken (${error instanceof Error ? error.message : ''})`,
  )
}
