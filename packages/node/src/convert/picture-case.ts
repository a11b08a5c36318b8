import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { explained } from '../files/explain-io.js'
import type { FileBytes, Piece } from './raw-case.js'

/** A picture and its mask, as they are. */
export async function* pictureCase(image: string, mask: string): AsyncGenerator<Piece> {
  yield { image: await fileBytes(image), mask: await fileBytes(mask) }
}

/** A file as it is. */
export async function fileBytes(path: string): Promise<FileBytes> {
  const bytes = await explained(path, 'read', () => readFile(path))
  return { bytes, ending: extname(path).toLowerCase() }
}
