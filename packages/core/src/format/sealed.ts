import { fail } from '../support/errors.js'
import type { JsonObject } from './json-file.js'
import { sha256 } from './saved-file.js'

/** From this version on, a file holds a digest of all that it says. */
export const SEALED = 2

/** The digest of a JSON object's content, spaces aside. */
export async function sealOf(content: JsonObject): Promise<string> {
  return await sha256(new TextEncoder().encode(JSON.stringify(content)))
}

/**
 * @param content What was sealed.
 * @throws SpadError if it is not what was sealed.
 */
export async function checkSeal(content: JsonObject, seal: unknown, file: string): Promise<void> {
  if (seal === (await sealOf(content))) return
  fail('core', `\`${file}\` is not as it was saved: it is damaged or was edited. Copy it again.`)
}
