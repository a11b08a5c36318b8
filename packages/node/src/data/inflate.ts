import { promisify } from 'node:util'
import { inflate as inflateBytes } from 'node:zlib'
import type { Inflate } from '@spad/formats'

const inflateWhole = promisify<Uint8Array, object, Buffer<ArrayBuffer>>(inflateBytes)

/** By zlib in one piece, in a quarter of the time that streams take. */
export const inflate: Inflate = async (packed, most) => {
  try {
    const bytes = await inflateWhole(packed, { maxOutputLength: most, chunkSize: most + 64 })
    return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined
    throw error
  }
}
