import { lstat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { fail } from '@spad/core'
import { ioCode } from '../files/explain-io.js'
import { prepareFolder } from '../run/run-folder.js'

/**
 * Tries the places of a command's results before its work, so that it does not fail at its end.
 *
 * @param names Options that may hold a file's path.
 * @throws SpadError if one is a folder, cannot be written, or is another's too.
 */
export async function checkOutputs<N extends string>(
  options: Readonly<Partial<Record<N, string | undefined>>>,
  names: readonly N[],
): Promise<void> {
  const taken = new Map<string, string>()
  for (const name of names) {
    const file = options[name]
    if (file === undefined) continue
    const path = resolve(file)
    const other = taken.get(path)
    if (other !== undefined)
      fail(
        'node',
        `\`--${name}\` and \`--${other}\` are both ${file}: give each a file of its own.`,
      )
    taken.set(path, name)
    if (await isFolder(path))
      fail('node', `\`--${name}\` is ${file}: that is a folder. Give the name of a file.`)
    await prepareFolder(dirname(path))
  }
}

/** What a link leads to is left alone: the file takes the link's place. */
async function isFolder(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory()
  } catch (error) {
    // that nothing is there is fine, and what is wrong with the folder is said when it is tried
    if (ioCode(error) === undefined) throw error
    return false
  }
}
