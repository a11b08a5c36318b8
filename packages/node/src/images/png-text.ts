import { open } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { fail } from '@spad/core'
import { explained } from '../files/explain-io.js'

/** The signature and the first chunk, IHDR, of every PNG. */
const HEAD = 8 + 25
/** Texts that {@link withPngText} wrote lie within so many bytes. */
const SEARCHED = 4096

/**
 * A PNG with a text in it that no picture program shows: a `tEXt` chunk, the first after the header.
 *
 * Source: PNG (Third Edition), W3C Recommendation, section 11.3.3.2.
 *
 * @param keyword From 1 to 79 letters.
 * @param text Of Latin-1 characters.
 */
export function withPngText(png: Uint8Array, keyword: string, text: string): Uint8Array {
  const body = Buffer.from(`tEXt${keyword}\0${text}`, 'latin1')
  if (body.length + 8 > SEARCHED - HEAD)
    fail('node', `\`text\` has ${text.length} characters: a picture's text must be shorter.`)
  const chunk = Buffer.alloc(body.length + 8)
  chunk.writeUInt32BE(body.length - 4)
  chunk.set(body, 4)
  chunk.writeUInt32BE(crc32(body), body.length + 4)
  return Buffer.concat([png.subarray(0, HEAD), chunk, png.subarray(HEAD)])
}

/** The text that {@link withPngText} put into a file; `undefined` if there is none. */
export async function readPngText(path: string, keyword: string): Promise<string | undefined> {
  return await explained(path, 'read', async () => {
    const file = await open(path)
    try {
      const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(SEARCHED) })
      if (bytesRead < HEAD + 8) return undefined
      const end = HEAD + 8 + buffer.readUInt32BE(HEAD)
      const body = buffer.toString('latin1', HEAD + 4, Math.min(end, bytesRead))
      const start = `tEXt${keyword}\0`
      return body.startsWith(start) ? body.slice(start.length) : undefined
    } finally {
      await file.close()
    }
  })
}
