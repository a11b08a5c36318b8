import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { NamedFile } from '@spad/core'
import { type Expected, PARTNERS } from './fixture-table.js'

const folder = fileURLToPath(new URL('../../../../shared/medical/', import.meta.url))

/** The fixtures by name, none where they are not at hand. */
export const expected: Readonly<Record<string, Expected>> = existsSync(`${folder}expected.json`)
  ? (
      JSON.parse(readFileSync(`${folder}expected.json`, 'utf8')) as {
        files: Record<string, Expected>
      }
    ).files
  : {}

export const haveFixtures = Object.keys(expected).length > 0
if (!haveFixtures)
  process.stdout.write('formats: no ../shared/medical, its fixtures are left out\n')

/** A fixture with what belongs to it: a folder's slices, a pair, a header's samples. */
export function fixture(path: string): NamedFile[] {
  if (path.startsWith('series/'))
    return readdirSync(folder + path).map((name) => one(`${path}/${name}`))
  const partner = PARTNERS[path]
  return [one(path), ...(partner === undefined ? [] : [one(partner)])]
}

const one = (path: string): NamedFile => ({
  name: path.split('/').at(-1) ?? path,
  bytes: new Uint8Array(readFileSync(folder + path)),
})

/** The hash of values as float64, as `expected.json` has it. */
export const hashOf = (values: Float64Array): string =>
  createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex')
