import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { explained } from './explain-io.js'

/** SHA-256, in hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** SHA-256 of `before` and a file's content after it, in hexadecimal; a file of any size is read in pieces. */
export async function digestOfFile(file: string, before = ''): Promise<string> {
  const hash = createHash('sha256').update(before)
  await explained(file, 'read', async () => {
    for await (const piece of createReadStream(file)) hash.update(piece as Buffer)
  })
  return hash.digest('hex')
}
