import { fail } from '@spad/core'
import { z } from 'zod'
import { isBackground } from '../data/label-classes.js'
import { readJson } from '../convert/read-json.js'

/** What the numbers in label files stand for. */
export interface NamedLabels {
  /** By value, without the background. */
  readonly names: ReadonlyMap<number, string>
  /** The number of voxels that nobody says anything of. */
  readonly ignore?: number
}

const byName = z.record(z.string(), z.union([z.int(), z.array(z.int())]))
const byValue = z.record(z.string().regex(/^\d+$/), z.string())
const schema = z.object({ labels: z.union([byValue, byName], { error: 'it must name labels' }) })

/**
 * The `labels` of a `dataset.json`: nnU-Net's and spad's have names, the Decathlon's values as keys.
 *
 * @throws SpadError if there are none, regions, two names of a value, or a background that is not 0.
 */
export async function readNamedLabels(file: string): Promise<NamedLabels> {
  const { labels } = await readJson(file, schema)
  const names = new Map<number, string>()
  let ignore: number | undefined
  for (const [key, given] of Object.entries<string | number | number[]>(labels)) {
    const [name, value] = typeof given === 'string' ? [given, Number(key)] : [key, given]
    if (Array.isArray(value))
      return fail(
        'node',
        `\`labels.${name}\` in \`${file}\` is a region of several values: classes that overlap are not ` +
          'supported. Give each value a name.',
      )
    if (isBackground(name) && value !== 0)
      fail('node', `\`labels\` in \`${file}\` gives ${value} to \`${name}\`: 0 is the background.`)
    if (name.toLowerCase() === 'ignore') ignore = value
    else if (value !== 0) add(file, names, value, name)
  }
  if (names.size === 0)
    fail('node', `\`labels\` in \`${file}\` names nothing besides the background.`)
  return { names, ...(ignore !== undefined && { ignore }) }
}

function add(file: string, names: Map<number, string>, value: number, name: string): void {
  const other = names.get(value)
  if (other !== undefined || [...names.values()].includes(name))
    fail(
      'node',
      `\`labels\` in \`${file}\` has \`${name}\` and ${value} not once each: every class needs a name and a ` +
        'value of its own.',
    )
  names.set(value, name)
}
