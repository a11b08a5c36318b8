import { fail } from '@spad/core'

/**
 * What a JSON file says; a byte order mark before it is left aside.
 *
 * @throws SpadError if it is no JSON, or has a key twice: readers differ in which of the two counts.
 */
export function parseJson(file: string, text: string): unknown {
  // editors of Windows put a byte order mark before it
  const bare = text.replace(/^\uFEFF/, '')
  const content = parsed(file, bare)
  const twice = duplicateKey(bare)
  if (twice !== undefined)
    fail(
      'node',
      `\`${file}\` has the key ${JSON.stringify(twice)} twice in one object: one of them would be passed over. ` +
        'Keep one.',
    )
  return content
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    return fail('node', `\`${file}\` is no valid JSON (${String(error)}). Mend it.`, error)
  }
}

/** The first key that an object of a valid JSON text has twice. */
function duplicateKey(text: string): string | undefined {
  const open: Set<string>[] = []
  let last = ''
  for (const [token] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}:]/g)) {
    if (token === '{') open.push(new Set())
    else if (token === '}') open.pop()
    else if (token === ':') {
      const key = JSON.parse(last) as string
      const keys = open.at(-1)
      if (keys?.has(key)) return key
      keys?.add(key)
    } else last = token
  }
  return undefined
}
