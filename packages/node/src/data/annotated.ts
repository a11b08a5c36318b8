import { amount, fail, type LabelClass } from '@spad/core'
import type { Description } from './description.js'

/** The classes that nobody looked for, by the names of cases that have some. */
export type UnknownClasses = ReadonlyMap<string, readonly number[]>

/**
 * Which classes were not looked for where: `annotated` of `dataset.json` names the classes that were, by the
 * name of a case, or the beginning of names with a `*` behind it. Cases that it does not name were looked at
 * for all; the background needs no naming.
 *
 * @throws SpadError if it names a class or a case that there is not, or a case twice.
 */
export function unknownClasses(
  file: string,
  annotated: Description['annotated'],
  names: readonly string[],
  classes: readonly LabelClass[],
): UnknownClasses {
  const found = new Map<string, readonly number[]>()
  for (const [key, known] of Object.entries(annotated ?? {})) {
    const strange = known.find((name) => !classes.some((one) => one.name === name))
    if (strange !== undefined)
      fail(
        'node',
        `\`annotated.${key}\` in \`${file}\` names the class ${JSON.stringify(strange)}: there are ` +
          `${classes.map(({ name }) => name).join(', ')}.`,
      )
    const cases = casesOf(key.normalize('NFC'), names)
    if (cases.length === 0)
      fail(
        'node',
        `\`annotated.${key}\` in \`${file}\` names no case: mend the name, or remove it.`,
      )
    const missing = classes.flatMap(({ name }, k) => (k > 0 && !known.includes(name) ? [k] : []))
    for (const name of cases) {
      if (found.has(name))
        fail('node', `\`annotated\` in \`${file}\` names the case \`${name}\` twice: name it once.`)
      found.set(name, missing)
    }
  }
  return new Map([...found].filter(([, missing]) => missing.length > 0))
}

function casesOf(key: string, names: readonly string[]): readonly string[] {
  if (!key.endsWith('*')) return names.filter((name) => name === key)
  const beginning = key.slice(0, -1)
  return names.filter((name) => name.startsWith(beginning))
}

/** A sentence on the cases whose background says little; none where there are none. */
export function unknownNotes(unknown: UnknownClasses, classes: readonly LabelClass[]): string[] {
  if (unknown.size === 0) return []
  const missing = new Set([...unknown.values()].flat())
  const named = [...missing].sort((a, b) => a - b).map((k) => classes[k]?.name ?? '')
  return [
    `in ${amount(unknown.size, 'case')} not all classes were looked for (${named.join(', ')}): their background may be ` +
      'any of those',
  ]
}
