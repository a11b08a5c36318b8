import { fail, SpadError } from '@spad/core'
import { mapParallel } from './parallel.js'

const shown = 5
/** So many problems are told in full. */
const told = 12

/** Names a few of many: `a`, `b` and 7 more. */
export function few(names: readonly string[]): string {
  const head = names.slice(0, shown).map((name) => `\`${name}\``)
  return names.length > shown
    ? `${head.join(', ')} and ${names.length - shown} more`
    : head.join(', ')
}

/** Runs a check on each item; what several refuse is reported together, the first dozen in full. */
export async function collectProblems<T, R>(
  where: string,
  items: readonly T[],
  check: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = await mapParallel(items, async (item) => {
    try {
      return { value: await check(item) }
    } catch (error) {
      if (error instanceof SpadError) return { problem: error }
      throw error
    }
  })
  reportProblems(
    where,
    results.flatMap(({ problem }) => problem ?? []),
  )
  return results.map(({ value }) => value as R)
}

/** Throws all problems as one; nothing if there are none. */
function reportProblems(where: string, problems: readonly SpadError[]): void {
  const [first] = problems
  if (first === undefined) return
  if (problems.length === 1) throw first
  const lines = problems.slice(0, told).map(({ problem }) => `  - ${problem}`)
  if (problems.length > told) lines.push(`  … and ${problems.length - told} more`)
  fail('node', `\`${where}\` has ${problems.length} problems:\n${lines.join('\n')}`)
}
