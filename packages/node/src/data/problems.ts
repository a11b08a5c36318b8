import { SpadError } from '@spad/core'
import { mapParallel } from './parallel.js'

const shown = 5
/** So many problems are told in full. */
const told = 12

/** Several things that are wrong, told together. */
export class Problems extends SpadError {
  constructor(
    where: string,
    /** Each by itself. */
    readonly all: readonly SpadError[],
  ) {
    const lines = all.slice(0, told).map(({ problem }) => `  - ${problem}`)
    if (all.length > told) lines.push(`  … and ${all.length - told} more`)
    super('node', `\`${where}\` has ${all.length} problems:\n${lines.join('\n')}`)
  }
}

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
  check: (item: T) => R | Promise<R>,
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
function reportProblems(where: string, found: readonly SpadError[]): void {
  const problems = found.flatMap((one) => (one instanceof Problems ? one.all : [one]))
  const [first] = problems
  if (first === undefined) return
  throw problems.length === 1 ? first : new Problems(where, problems)
}

/** Awaits both; what both refuse is reported together. */
export async function both<A, B>(where: string, a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await collectProblems(where, [a, b], (one: Promise<A | B>) => one)
  return [await a, await b]
}
