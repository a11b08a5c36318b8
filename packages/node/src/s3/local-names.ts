import { basename, sep } from 'node:path'
import { fail } from '@spad/core'
import { addressOf, parseS3 } from './address.js'
import type { FoundInFolder } from './list-s3.js'

/** What of a folder is a data set; anything else in it stays where it is. */
const PARTS = ['images', 'masks', 'raters', 'dataset.json']

/** An object, and the parts of the path that its copy has below a folder of this machine. */
export interface WantedObject extends FoundInFolder {
  readonly names: readonly [string, ...string[]]
}

/**
 * The objects of a data set, but for hidden ones, which no reader looks at.
 *
 * @param folder Its address, which ends in `/`.
 * @throws SpadError if a key is no path inside of a folder.
 */
export function wantedObjects(folder: string, found: readonly FoundInFolder[]): WantedObject[] {
  const { bucket, key: prefix } = parseS3(folder)
  return found.flatMap((one) => {
    const [first = '', ...others] = one.key.slice(prefix.length).split('/')
    const names = [first, ...others] as const
    if (!PARTS.includes(first) || names.some((name) => /^\.(?!\.?$)/.test(name))) return []
    if (!names.every(isPlain))
      fail(
        'node',
        `${JSON.stringify(addressOf({ bucket, key: one.key }))} is no name of a file in a folder: none of its parts ` +
          'may be empty, `.` or `..`, or hold what no name here may. Rename or remove that object.',
      )
    return [{ ...one, names }]
  })
}

/** Controls, and on Windows what divides a path or names a drive. */
// eslint-disable-next-line no-control-regex -- they are what is looked for
const UNFIT = sep === '\\' ? /[\0-\x1f\x7f\\/:]/ : /[\0-\x1f\x7f]/

/** What is one name, and leads nowhere. */
function isPlain(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !UNFIT.test(name)
}

/** What a data set is called that does not say so: the last part of its address. */
export function nameOfFolder(folder: string): string {
  const { bucket, key } = parseS3(folder)
  return basename(key) || bucket
}
