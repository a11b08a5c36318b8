import { fail } from '@spad/core'
import { RE2JS } from 're2js'

/**
 * Whose image a case is: the pattern's first capture in its name, else its match, else the name itself.
 *
 * The pattern is RE2's, which takes time by the length of a name alone; it comes from data, which may want
 * to hang whoever opens them.
 *
 * @throws SpadError if it is no regular expression, or looks around or back, which cannot be done in linear
 *   time.
 */
export function grouping(pattern?: string): (name: string) => string {
  if (pattern === undefined) return (name) => name
  const expression = compile(pattern)
  return (name) => {
    const matcher = expression.matcher(name)
    if (!matcher.find()) return name
    const group = matcher.groupCount() > 0 ? matcher.group(1) : undefined
    return group ?? matcher.group() ?? name
  }
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(pattern))
  } catch (error) {
    const backtracks = /\(\?(?:=|!|<[=!])|\\[1-9]/.test(pattern)
    return fail(
      'node',
      `\`groupPattern\` is ${pattern}: it must be a regular expression` +
        (backtracks ? ' that looks neither around nor back, so that its time is bounded.' : '.'),
      error,
    )
  }
}

/** What most names of several images of a patient are: `P07_slice3`, `12-left`. */
const UNTIL_LAST = { _: '^(.*)_', '-': '^(.*)-' } as const

/**
 * A sentence where nobody says whose image a case is, and names look as if several were of one patient: up to
 * their last `_` or `-` they are at least three, and half as many as the cases at most.
 */
export function groupNotes(names: readonly string[]): string[] {
  for (const [mark, pattern] of Object.entries(UNTIL_LAST)) {
    if (!names.every((name) => name.lastIndexOf(mark) > 0)) continue
    const groups = new Set(names.map((name) => name.slice(0, name.lastIndexOf(mark))))
    const [first = ''] = groups
    if (groups.size >= 3 && groups.size <= names.length / 2)
      return [
        `each case is a group of its own, but by their names the ${names.length} cases may be of ${groups.size} ` +
          `patients, such as ${first}: if so, say \`"groupPattern": "${pattern}"\` in dataset.json or ` +
          `\`--group-pattern '${pattern}'\`, so that nobody is in two splits`,
      ]
  }
  return []
}
