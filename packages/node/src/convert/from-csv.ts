import { dirname, resolve } from 'node:path'
import { amount, fail } from '@spad/core'
import { readText } from '../files/read-text.js'
import { piecesOf, stemOf } from './any-case.js'
import type { Colors } from './colored-mask.js'
import { coloredCase } from './colored-case.js'
import { parseCsv } from './parse-csv.js'
import type { RawCase, RawSet } from './raw-case.js'

const SPLITS = { train: 'train', val: 'val', validation: 'val', test: 'test' } as const

/**
 * A table of paths, relative to it: the columns `image` and `mask`, perhaps `group` (whose it is) and
 * `split` (train, val, test).
 *
 * @param colors What masks in red, green and blue are drawn in. @default masks hold a number for each class
 * @throws SpadError if a column or a cell is missing, or only some rows have a split.
 */
export async function fromCsv(file: string, colors?: Colors): Promise<RawSet> {
  const text = await readText(file)
  const rows = parseCsv(file, text)
  const [first = fail('node', `\`${file}\` has no row below its head.`)] = rows
  for (const column of ['image', 'mask'])
    if (!(column in first))
      fail('node', `\`${file}\` has no column \`${column}\`: image and mask are needed.`)
  const splitting = rows.filter(({ split = '' }) => split !== '').length
  if (splitting > 0 && splitting < rows.length)
    fail(
      'node',
      `\`${file}\` names a split in ${splitting} of ${amount(rows.length, 'row')}: name it in all or none.`,
    )
  const known = ['image', 'mask', 'group', 'split']
  const others = Object.keys(first).filter((name) => !known.includes(name))
  return {
    ...(colors && {
      labels: Object.fromEntries(colors.map(([name], value) => [name, value])),
      colors: Object.fromEntries(colors.slice(1)),
    }),
    cases: rows.map((row, i) => caseOf(file, row, i + 2, colors)),
    notes: others.length > 0 ? [`columns that are left aside: ${others.join(', ')}`] : [],
  }
}

function caseOf(file: string, row: Record<string, string>, line: number, colors?: Colors): RawCase {
  const { image = '', mask = '', group = '', split = '' } = row
  if (image === '' || mask === '')
    fail('node', `row ${line} of \`${file}\` lacks an image or a mask.`)
  const part = Object.entries(SPLITS).find(([name]) => name === split.toLowerCase())?.[1]
  if (split !== '' && part === undefined)
    fail(
      'node',
      `row ${line} of \`${file}\` has the split \`${split}\`: it must be train, val or test.`,
    )
  const at = (path: string): string => resolve(dirname(file), path)
  const name = stemOf(image)
  return {
    name,
    ...(group !== '' && { group }),
    ...(part && { split: part }),
    pieces: colors
      ? (options) => coloredCase(at(image), at(mask), { colors, options })
      : piecesOf({ name, image: [at(image)], mask: at(mask) }),
  }
}
