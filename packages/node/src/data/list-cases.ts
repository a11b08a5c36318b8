import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fail } from '@spad/core'
import { explainIo } from '../run/explain-io.js'
import { few } from './problems.js'

/** An image and its mask, by the name they share. */
export interface CaseFiles {
  readonly name: string
  readonly image: string
  readonly mask: string
}

const readable = new Set(['.png', '.jpg', '.jpeg', '.tif', '.tiff'])

/**
 * Pairs the pictures of `images/` with those of `masks/` by name without extension, sorted.
 *
 * Hidden files and files that are no PNG, JPEG or TIFF by name are passed over.
 *
 * @throws SpadError if a folder is missing or empty, a name stands twice, or one lacks its partner.
 */
export async function listCases(dir: string): Promise<CaseFiles[]> {
  const images = await listPictures(dir, 'images')
  const masks = await listPictures(dir, 'masks')
  const bare = [...images.keys()].filter((name) => !masks.has(name))
  const stray = [...masks.keys()].filter((name) => !images.has(name))
  const problems = [
    ...(bare.length > 0 ? [`images without a mask: ${few(bare)}`] : []),
    ...(stray.length > 0 ? [`masks without an image: ${few(stray)}`] : []),
  ]
  if (problems.length > 0)
    fail(
      'node',
      `\`${dir}\` has ${problems.join('; ')}. Image and mask must share their name up to the ` +
        'extension: rename, add or remove them.',
    )
  return [...images].map(([name, image]) => ({ name, image, mask: masks.get(name) ?? '' }))
}

async function listPictures(dir: string, folder: string): Promise<Map<string, string>> {
  const path = join(dir, folder)
  const entries = await readdir(path).catch((error: unknown) => noFolder(dir, folder, error))
  const files = new Map<string, string>()
  for (const entry of entries.sort(byCodeUnit)) {
    const extension = extname(entry)
    if (entry.startsWith('.') || !readable.has(extension.toLowerCase())) continue
    const name = entry.slice(0, -extension.length)
    const twin = files.get(name)
    if (twin !== undefined)
      fail(
        'node',
        `\`${name}\` names two pictures, \`${twin}\` and \`${join(path, entry)}\`: a case needs a ` +
          'name of its own. Remove or rename one.',
      )
    files.set(name, join(path, entry))
  }
  if (files.size === 0)
    fail('node', `\`${path}\` holds no PNG, JPEG or TIFF: a data set needs pictures there.`)
  return new Map([...files].sort(([a], [b]) => byCodeUnit(a, b)))
}

async function noFolder(dir: string, folder: string, cause: unknown): Promise<never> {
  const found = await stat(dir).catch(() => undefined)
  const layout = 'A data set is a folder with images/ and masks/, files of the same name in both.'
  if (!found) fail('node', `\`${dir}\` does not exist. ${layout}`, cause)
  if (!found.isDirectory()) fail('node', `\`${dir}\` is not a folder. ${layout}`, cause)
  const inside = await stat(join(dir, folder)).catch(() => undefined)
  if (inside?.isDirectory()) throw explainIo(cause, join(dir, folder), 'read')
  return fail('node', `\`${dir}\` has no folder \`${folder}\`. ${layout}`, cause)
}

/** The same order on every machine, whatever its language. */
function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
