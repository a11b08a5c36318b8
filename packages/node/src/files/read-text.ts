import { readFile } from 'node:fs/promises'
import { fail } from '@spad/core'
import { explained } from './explain-io.js'

/**
 * Reads a text: UTF-8, or UTF-16 behind its byte order mark, as PowerShell writes it. Marks are left out.
 *
 * @throws SpadError if it cannot be read, or is in another encoding: letters of names would be lost.
 */
export async function readText(file: string): Promise<string> {
  const bytes = await explained(file, 'read', () => readFile(file))
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes)
  } catch (error) {
    return fail(
      'node',
      `\`${file}\` is no text in UTF-8: it is damaged, or in another encoding, such as Windows-1252. ` +
        'Save it as UTF-8.',
      error,
    )
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
}
