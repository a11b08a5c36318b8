import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { explained } from '../files/explain-io.js'
import type { FileBytes, Piece } from './raw-case.js'

/** A picture, or one for each channel, and a mask, as they are. */
export async function* pictureCase(images: readonly string[], mask: string): AsyncGenerator<Piece> {
  const read = await Promise.all(images.map(fileBytes))
  yield { images: read as [FileBytes, ...FileBytes[]], mask: await fileBytes(mask) }
}

/** A file as it is. */
export async function fileBytes(path: string): Promise<FileBytes> {
  const bytes = await explained(path, 'read', () => readFile(path))
  return { bytes, ending: extname(path).toLowerCase() }
}
