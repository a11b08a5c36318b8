import { readFile } from 'node:fs/promises'
import { fail } from '@spad/core'
import { statFile } from '../files/stat-file.js'

/** The largest file that a picture may be: the largest colour picture of 16 bits, stored plainly, and some. */
const MAX_BYTES = 700 * 2 ** 20

/** Reads a file whole, now: nothing that was there before is remembered. */
export async function readBytes(file: string): Promise<Uint8Array<ArrayBuffer>> {
  const found = await statFile(file)
  if (found.size > MAX_BYTES)
    fail(
      'node',
      `\`${file}\` has ${Math.round(found.size / 2 ** 20)} MB: a picture may have ` +
        `${MAX_BYTES / 2 ** 20} at most. Shrink it or cut it into tiles.`,
    )
  const { buffer, byteOffset, length } = await readFile(file)
  return new Uint8Array(buffer, byteOffset, length)
}
