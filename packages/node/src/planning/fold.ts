import { amount, createRandom, fail } from '@spad/core'
import type { Splits } from '../data/splits.js'

/** Part `k` of `n`, `k` from 1. */
export interface Fold {
  readonly k: number
  readonly n: number
}

/** Reads `2/5`; `undefined` if it is none. */
export function parseFold(text: string): Fold | undefined {
  const match = /^(\d{1,3})\/(\d{1,3})$/.exec(text)
  const [k, n] = [Number(match?.[1]), Number(match?.[2])]
  return match && n >= 2 && k >= 1 && k <= n ? { k, n } : undefined
}

/**
 * The splits of one fold of a cross-validation: all cases but the test cases are dealt out into `n` parts,
 * group by group; part `k` validates, the others train. Test cases stay test cases.
 *
 * @param group What belongs together and is never divided.
 * @throws SpadError if there are fewer groups than parts.
 */
export function foldSplits(
  { train, val, test }: Splits,
  group: (name: string) => string,
  { k, n }: Fold,
): Splits {
  const inTurn = new Set([...train, ...val])
  const random = createRandom(0).fork('fold')
  const ranked = [...new Set([...inTurn].map(group))]
    .map((key) => [key, random.fork(key).uniform()] as const)
    .sort(([, a], [, b]) => a - b)
  if (ranked.length < n)
    fail(
      'node',
      `\`fold\` is ${k}/${n}: there are ${amount(ranked.length, 'group')} to divide, and each part needs one. ` +
        'Take fewer parts.',
    )
  const held = new Set(ranked.filter((_, i) => i % n === k - 1).map(([key]) => key))
  const names = [...inTurn].sort()
  return {
    train: names.filter((name) => !held.has(group(name))),
    val: names.filter((name) => held.has(group(name))),
    test,
  }
}
