// @ts-check
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { fail, wordsOf } from '@spad/core'
import { build } from 'esbuild'

/** A digest of what all files of a data set hold: pictures, masks and readers' masks. @param {import('@spad/node').FolderDataset} data */
export async function contentOf({ files }) {
  const all = createHash('sha256')
  for (const { name, image, mask, raters } of files) {
    const drawn = raters ? (raters.coding === 'folders' ? raters.files : [raters.file]) : []
    for (const file of [image, mask, ...drawn]) all.update(`${name}\0${await digestOfFile(file)}\0`)
  }
  return all.digest('hex')
}

/** @param {string} file */
async function digestOfFile(file) {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(file)) hash.update(piece)
  return hash.digest('hex')
}

/**
 * The text of a module and of every file that it imports, however deep; packages stay out.
 *
 * @param {string} file
 * @returns {Promise<[string, string][]>} by their names from the module's folder, in order
 */
export async function sourcesOf(file) {
  const dir = dirname(file)
  const { metafile } = await build({
    ...{ entryPoints: [basename(file)], absWorkingDir: dir, bundle: true, write: false },
    ...{ metafile: true, packages: 'external', platform: 'node', format: 'esm' },
    logLevel: 'silent',
  }).catch((error) => fail('study', `\`${file}\` cannot be read: ${wordsOf(error)}`, error))
  const names = Object.keys(metafile.inputs).sort()
  return await Promise.all(
    names.map(async (name) => {
      const path = join(dir, name)
      /** @type {[string, string]} */
      const source = [relative(dir, path), await readFile(path, 'utf8')]
      return source
    }),
  )
}
