import { amount, fail } from '@spad/core'
import { z } from 'zod'
import type { Colors, Rgb } from './colored-mask.js'
import { readJson } from './read-json.js'

const level = z.int().min(0).max(255)
const schema = z.record(z.string().min(1), z.tuple([level, level, level]))

/**
 * A JSON file that names the classes of masks in colours, background first:
 * `{ "background": [0, 0, 0], "lesion": [255, 0, 0] }`.
 *
 * @throws SpadError if it is of another form, has fewer than two classes or more than 256, or a colour twice.
 */
export async function readColors(file: string): Promise<Colors> {
  const colors: (readonly [string, Rgb])[] = Object.entries(await readJson(file, schema))
  if (colors.length < 2 || colors.length > 256)
    fail(
      'node',
      `\`${file}\` has ${amount(colors.length, 'colour')}: name the background, and 1 to 255 classes more.`,
    )
  const names = new Map<string, string>()
  for (const [name, color] of colors) {
    const other = names.get(color.join())
    if (other !== undefined)
      fail('node', `\`${file}\` gives ${other} and ${name} the same colour, ${color.join(', ')}.`)
    names.set(color.join(), name)
  }
  if (colors.some(([name]) => /^\d+$/.test(name)))
    fail('node', `\`${file}\` has a number for a name, whose place in it would be lost: use words.`)
  return colors
}
