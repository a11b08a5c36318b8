import type { Random } from '@spad/core'

/**
 * The same numbers, except that the strength that a noise draws for each sample is always the largest:
 * for pictures of what a noise does at most.
 */
export function strongest(random: Random): Random {
  return {
    ...random,
    fork: (name) =>
      name === 'strength'
        ? { ...random.fork(name), uniform: () => 1 - 2 ** -20 }
        : strongest(random.fork(name)),
  }
}
