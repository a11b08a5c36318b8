import { damaged } from './picture-fault.js'

/** No deflate stream grows by more: 258 bytes from 2 bits. */
const MAX_RATIO = 1032

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
): Promise<Uint8Array<ArrayBuffer>> {
  const packed = parts.reduce((sum, { length }) => sum + length, 0)
  if (size > MAX_RATIO * packed + 64) damaged('its compressed pixels end early')
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
      damaged('its compressed pixels are more than its size says')
    }
    result.set(value, at)
    at += value.length
  }
  if (at < size) damaged('its compressed pixels end early')
  return result
}

function broken(error: unknown): never {
  return damaged(
    `its compressed pixels are broken (${error instanceof Error ? error.message : ''})`,
  )
}
