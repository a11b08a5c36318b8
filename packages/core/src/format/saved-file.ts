import { fail } from '../support/errors.js'

/** A file in memory: what saving makes, and what somebody else writes to a disk or sends away. */
export interface SavedFile {
  /** A plain name without folders. */
  readonly name: string
  readonly data: Uint8Array
}

/** Gets a file of a saved model or checkpoint by its plain name, from wherever it lies. */
export type ReadFile = (name: string) => Promise<Uint8Array>

/**
 * Reads one file.
 *
 * @throws SpadError if `read` does, with its reason.
 */
export async function readWhole(read: ReadFile, name: string): Promise<Uint8Array> {
  try {
    return await read(name)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return fail(
      'core',
      `\`${name}\` cannot be read (${reason}): the files of a saved model or checkpoint belong together. ` +
        'Copy all of them.',
      error,
    )
  }
}

/** Lower-case hexadecimal SHA-256. */
export async function sha256(data: Uint8Array): Promise<string> {
  const { crypto } = globalThis as { crypto?: Partial<Crypto> }
  if (!crypto?.subtle)
    return fail('core', '`crypto.subtle` is missing: serve the page over https or from localhost.')
  const digest = await crypto.subtle.digest('SHA-256', data as Uint8Array<ArrayBuffer>)
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
