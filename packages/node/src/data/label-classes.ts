import { join } from 'node:path'
import { fail, type LabelClass } from '@spad/core'
import { few } from './problems.js'
import type { Description } from './description.js'
import { mapParallel } from './parallel.js'
import { distinctValues, readMask } from './read-mask.js'

/** More values than this in masks without a label map are taken for shades, not classes. */
const maxInferred = 32

/** Okabe and Ito 2008: told apart with any colour vision, and from a grey image. */
const colors: readonly LabelClass['color'][] = [
  [230, 159, 0],
  [86, 180, 233],
  [0, 158, 115],
  [240, 228, 66],
  [204, 121, 167],
  [213, 94, 0],
  [0, 114, 178],
]

/** The colour of a class: black for the background, then seven, then the same darker. */
export function classColor(index: number): LabelClass['color'] {
  if (index === 0) return [0, 0, 0]
  const [r, g, b] = colors[(index - 1) % colors.length] ?? [0, 0, 0]
  const shade = 0.65 ** Math.floor((index - 1) / colors.length)
  return [Math.round(r * shade), Math.round(g * shade), Math.round(b * shade)]
}

/**
 * The classes that `dataset.json` names, in the order of their values; value 0, else the smallest,
 * is the background.
 *
 * @throws SpadError if there is only one class, if two share a value, or a colour has no class.
 */
export function describedClasses(
  file: string,
  labels: Readonly<Record<string, number>>,
  chosen: Description['colors'] = {},
): LabelClass[] {
  const entries = Object.entries(labels).sort(([, a], [, b]) => a - b)
  if (entries.length < 2)
    fail(
      'node',
      `\`labels\` in \`${file}\` has ${entries.length} class: it takes the background and at ` +
        'least one more. Name what is to be segmented.',
    )
  entries.forEach(([name, value], i) => {
    const [other, same] = entries[i + 1] ?? []
    if (value === same)
      fail(
        'node',
        `\`labels\` in \`${file}\` gives ${value} to both \`${name}\` and \`${other ?? ''}\`: ` +
          'each class needs a value of its own.',
      )
  })
  const stray = Object.keys(chosen).filter((name) => !Object.hasOwn(labels, name))
  if (stray.length > 0)
    fail('node', `\`colors\` in \`${file}\` names ${few(stray)}: \`labels\` has no such class.`)
  return entries.map(([name, value], i) => ({
    name,
    value,
    color: colorOf(chosen, name) ?? classColor(i),
  }))
}

/** Its own colour: a class may be called as what every object has, such as `constructor`. */
function colorOf(
  chosen: NonNullable<Description['colors']>,
  name: string,
): LabelClass['color'] | undefined {
  return Object.hasOwn(chosen, name) ? chosen[name] : undefined
}

/**
 * The classes that the masks themselves show: each value is one, the smallest the background.
 *
 * @throws SpadError if they hold one value only, or so many that they must be shades.
 */
export async function inferClasses(
  dir: string,
  files: readonly string[],
): Promise<readonly LabelClass[]> {
  const seen = new Set<number>()
  await mapParallel(files, async (file) => {
    const own = distinctValues(await readMask(file))
    if (own.length > maxInferred) tooMany(file, own.length)
    own.forEach((value) => seen.add(value))
  })
  const values = [...seen].sort((a, b) => a - b)
  if (values.length > maxInferred) tooMany(join(dir, 'masks'), values.length)
  if (values.length < 2)
    fail(
      'node',
      `\`${join(dir, 'masks')}\` holds ${values.join('')} in every pixel of every mask: there is ` +
        'nothing to segment. A mask needs one value for the background and one for each class.',
    )
  return values.map((value, i) => ({
    name: i === 0 ? 'background' : `class ${i}`,
    value,
    color: classColor(i),
  }))
}

function tooMany(where: string, count: number): never {
  return fail(
    'node',
    `\`${where}\` holds ${count} different values: more than ${maxInferred} classes are taken for ` +
      'shades, from smoothing or a lossy format. Export masks without smoothing, or name the ' +
      'values under `labels` in dataset.json.',
  )
}
