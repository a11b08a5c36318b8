import { checkNumber } from '../support/check.js'
import { fail } from '../support/errors.js'
import { isObject } from '../support/is-object.js'
import { type ReadFile, readWhole, type SavedFile } from './saved-file.js'

export type JsonObject = Readonly<Record<string, unknown>>

/** Bounds all that a file can list: names, shapes, checksums. */
const MOST_BYTES = 2 ** 24

/** Indented JSON with a line break at its end. */
export function jsonFile(name: string, content: JsonObject): SavedFile {
  return { name, data: new TextEncoder().encode(`${JSON.stringify(content, null, 2)}\n`) }
}

/** @throws SpadError if the file is missing, is no JSON or holds no object. */
export async function readJsonFile(read: ReadFile, name: string): Promise<JsonObject> {
  const bytes = await readWhole(read, name)
  checkNumber('core', `${name}: bytes`, bytes.length, { max: MOST_BYTES })
  let content: unknown
  try {
    content = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    return fail(
      'core',
      `\`${name}\` is not valid JSON: it is cut or damaged. Copy it again.`,
      error,
    )
  }
  return isObject(content)
    ? content
    : fail('core', `\`${name}\` holds no JSON object: it is not a file of this project.`)
}

/** The format versions that a reader knows and the name of what it reads. */
export interface Expected {
  readonly file: string
  /** Such as `model` or `checkpoint`. */
  readonly what: string
  readonly version: number
}

/** @throws SpadError if `version` is no version or one that only a newer release knows. */
export function checkVersion(version: unknown, { file, what, version: known }: Expected): void {
  const given = version as number
  if (!Number.isInteger(given) || given < 1)
    fail(
      'core',
      `\`${file}\` does not describe a ${what} of this project: it has no format version.`,
    )
  if (given > known)
    fail(
      'core',
      `\`${file}\` has format version ${given}: this release reads up to ${known}. Update @spad/core.`,
    )
}
