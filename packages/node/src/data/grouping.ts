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
