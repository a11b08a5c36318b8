import type { Random } from '../support/random.js'

/** Uniformly from `[from, to)`. */
export function between(random: Random, from: number, to: number): number {
  return from + (to - from) * random.uniform()
}

/** True in this share of cases. */
export function chance(random: Random, share: number): boolean {
  return random.uniform() < share
}

/** A list of `count` things, each drawn by `make`. */
export function several<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index))
}
