import { amount, createRandom, fail } from '@spad/core'
import { few } from './problems.js'

/** Names of the cases in each part, in the order of the data set. */
export interface Splits {
  readonly train: readonly string[]
  readonly val: readonly string[]
  readonly test: readonly string[]
}

/** Where the parts begin on the scale from 0 to 1 onto which a case's group is hashed. */
const valFrom = 0.7
const testFrom = 0.8
/** The share of train that becomes val where the splits name none. */
const valShare = 0.15

/** Splits as a data set names them. */
export interface NamedSplits {
  readonly train?: readonly string[] | undefined
  readonly val?: readonly string[] | undefined
  readonly test?: readonly string[] | undefined
}

interface Grouped {
  readonly seed: number
  /** What belongs together and must not be divided: patient, eye, subject. */
  readonly group: (name: string) => string
}

/**
 * Splits without being told how: the group of each case is hashed with the seed onto `[0, 1)`; below
 * 0.7 it trains, below 0.8 it validates, above it tests. So a new case never moves another. Where a
 * part comes out empty, it gets the group that is nearest to it.
 *
 * @throws SpadError if there are fewer than three groups.
 */
export function seededSplits(names: readonly string[], grouped: Grouped): Splits {
  const place = hashGroups(names, grouped, 'split')
  const ranked = [...place].sort(([, a], [, b]) => a - b)
  if (ranked.length < 3)
    fail(
      'node',
      `the data set has ${amount(names.length, 'case')} in ${amount(ranked.length, 'group')}: it takes three groups ` +
        'to train, validate and test. Add cases, or name the `splits` in dataset.json.',
    )
  const count = (from: number): number => ranked.filter(([, u]) => u >= from).length
  const test = Math.min(Math.max(count(testFrom), 1), ranked.length - 2)
  const val = Math.min(Math.max(count(valFrom) - test, 1), ranked.length - test - 1)
  const rank = new Map(ranked.map(([group], i) => [group, ranked.length - 1 - i]))
  const part = (name: string): number => rank.get(grouped.group(name)) ?? 0
  return {
    train: names.filter((name) => part(name) >= test + val),
    val: names.filter((name) => part(name) >= test && part(name) < test + val),
    test: names.filter((name) => part(name) < test),
  }
}

/**
 * Takes splits as they are named. Without `val`, the groups of train whose hash is below 0.15
 * validate instead (at least one does), so that nobody tunes on the test cases.
 *
 * @throws SpadError if a name is unknown, stands twice or is missing, or train has too few groups.
 */
export function namedSplits(
  file: string,
  names: readonly string[],
  splits: NamedSplits,
  grouped: Grouped,
): Splits {
  checkNames(file, names, splits)
  const part = (wanted?: readonly string[]): string[] => {
    const set = new Set(wanted)
    return names.filter((name) => set.has(name))
  }
  const train = part(splits.train)
  if (train.length === 0)
    fail('node', `\`splits.train\` in \`${file}\` is empty: there is nothing to learn from.`)
  const held = splits.val ? new Set(part(splits.val)) : holdOut(file, train, grouped)
  return {
    train: train.filter((name) => !held.has(name)),
    val: names.filter((name) => held.has(name)),
    test: part(splits.test),
  }
}

function holdOut(file: string, train: readonly string[], grouped: Grouped): Set<string> {
  const ranked = [...hashGroups(train, grouped, 'val')].sort(([, a], [, b]) => a - b)
  if (ranked.length < 2)
    fail(
      'node',
      `\`splits.train\` in \`${file}\` has one group only: some must be left to validate with. ` +
        'Add cases, or name them under `splits.val`.',
    )
  const below = ranked.filter(([, u]) => u < valShare).length
  const count = Math.min(Math.max(below, 1), ranked.length - 1)
  const groups = new Set(ranked.slice(0, count).map(([group]) => group))
  return new Set(train.filter((name) => groups.has(grouped.group(name))))
}

function hashGroups(
  names: readonly string[],
  { seed, group }: Grouped,
  purpose: string,
): Map<string, number> {
  const random = createRandom(seed).fork(purpose)
  return new Map([...new Set(names.map(group))].map((key) => [key, random.fork(key).uniform()]))
}

function checkNames(file: string, names: readonly string[], splits: NamedSplits): void {
  const known = new Set(names)
  const seen = new Map<string, string>()
  for (const [split, listed] of Object.entries(splits) as [string, readonly string[]][]) {
    const absent = listed.filter((name) => !known.has(name))
    if (absent.length > 0)
      fail(
        'node',
        `\`splits.${split}\` in \`${file}\` names ${few(absent)}: images/ has no such case. ` +
          'Add the files or take the names out; a name has no extension.',
      )
    for (const name of listed) {
      const other = seen.get(name)
      if (other !== undefined)
        fail(
          'node',
          `\`${name}\` stands in \`splits.${other}\` and \`splits.${split}\` of \`${file}\`: a case ` +
            'belongs to one split, once.',
        )
      seen.set(name, split)
    }
  }
  const left = names.filter((name) => !seen.has(name))
  if (left.length > 0)
    fail(
      'node',
      `\`splits\` in \`${file}\` leaves out ${few(left)}: each case must be in one. ` +
        'Name them there or remove their files.',
    )
}
