import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { fail } from '@spad/core'

/**
 * What the system says of a file.
 *
 * @throws SpadError if it is no file: a pipe or a device may never end, or never begin.
 */
export async function statFile(path: string): Promise<Stats> {
  const found = await stat(path)
  if (!found.isFile())
    fail(
      'node',
      `\`${path}\` is no file but a folder, pipe or device: it is not read. Give the file itself, or remove it.`,
    )
  return found
}
