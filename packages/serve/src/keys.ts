import { readFile } from 'node:fs/promises'
import { fail } from '@spad/core'

/** Letters that a key has at least. */
const SHORTEST = 16

/**
 * Reads the keys that clients may show, one a line; empty lines and those that begin with # are left out.
 *
 * @throws SpadError if there is none, or one is too short or cannot stand in a header. It never shows one.
 */
export async function readKeys(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) =>
    fail('serve', `\`keyFile\` is ${file}: it cannot be read. Check the path.`, error),
  )
  const lines = text.split('\n').map((line) => line.trim())
  const keys = lines.filter((line) => line !== '' && !line.startsWith('#'))
  if (keys.length === 0) fail('serve', `\`${file}\` holds no key: write one a line.`)
  for (const [index, line] of lines.entries())
    if (keys.includes(line) && !(line.length >= SHORTEST && /^[\w.~+/-]+=*$/.test(line)))
      fail(
        'serve',
        `line ${index + 1} of \`${file}\` is no key: it must have at least ${SHORTEST} of the ` +
          'characters A-Z a-z 0-9 - . _ ~ + / and may end in =.',
      )
  return keys
}
