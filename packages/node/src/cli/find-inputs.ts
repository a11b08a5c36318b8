import { readdir, stat } from 'node:fs/promises'
import { basename, extname, join, resolve } from 'node:path'
import { fail } from '@spad/core'
import { glob, isDynamicPattern } from 'tinyglobby'
import { exists } from '../run/atomic.js'

/** One image to segment. */
export interface Input {
  readonly file: string
  /** What its results are named by: the file's name without its ending. */
  readonly name: string
}

const IMAGE = /\.(png|jpe?g|tiff?)$/i

/**
 * Finds images by files, folders (their own images, not those of folders in them) and globs.
 *
 * @throws SpadError if something does not exist, holds no image, or two images have one name.
 */
export async function findInputs(given: readonly string[]): Promise<Input[]> {
  const files: string[] = []
  for (const one of given) files.push(...(await expand(one)))
  const inputs = [...new Set(files.map((file) => resolve(file)))].map((file) => ({
    file,
    name: basename(file, extname(file)),
  }))
  refuseSameNames(inputs)
  return inputs
}

async function expand(given: string): Promise<string[]> {
  if (await exists(given)) {
    if (!(await stat(given)).isDirectory()) return [given]
    const names = (await readdir(given)).filter((name) => IMAGE.test(name)).sort()
    if (names.length === 0)
      fail('node', `\`${given}\` holds no PNG, JPEG or TIFF: a folder of images was expected.`)
    return names.map((name) => join(given, name))
  }
  if (!isDynamicPattern(given))
    fail('node', `\`${given}\` does not exist: give images, folders or a glob in quotes.`)
  const found = (await glob(given, { expandDirectories: false })).filter((name) => IMAGE.test(name))
  if (found.length === 0) fail('node', `\`${given}\` matches no PNG, JPEG or TIFF.`)
  return found.sort()
}

function refuseSameNames(inputs: readonly Input[]): void {
  const seen = new Map<string, string>()
  for (const { file, name } of inputs) {
    const other = seen.get(name)
    if (other !== undefined)
      fail(
        'node',
        `\`${other}\` and \`${file}\` have one name: their results would overwrite each other. ` +
          'Segment them with another `--out` each.',
      )
    seen.set(name, file)
  }
}
