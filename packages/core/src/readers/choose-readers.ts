import { oneOf } from '../contracts/rule.js'
import type { Random } from '../support/random.js'
import type { Sample } from '../contracts/sample.js'

/** What is learnt of a case that several readers drew. */
export type ReadersUse = 'draw' | 'soft' | 'consensus'

/** Fills in the default and refuses what is no use of readers. */
export function checkReaders(use: ReadersUse = 'consensus'): ReadersUse {
  return oneOf('draw', 'soft', 'consensus').check(use, 'readers', 'core')
}

/**
 * The samples of a step with what is to be learnt of each: `draw` takes one reader's mask as `labels`,
 * each as likely; `soft` keeps all readers, whose mean is the target; `consensus` keeps `labels` alone.
 * A sample without readers stays as it is.
 *
 * @param random Needed to `draw`; the number of a sample's reader comes from its place in the batch alone.
 */
export function chooseReaders(
  samples: readonly Sample[],
  use: ReadersUse,
  random?: Random,
): Sample[] {
  return samples.map((sample, i) => {
    const { readers, ...alone } = sample
    if (!readers || readers.length === 0) return alone
    if (use === 'soft') return sample
    const drawn = use === 'draw' ? random?.fork(i).integer(readers.length) : undefined
    return { ...alone, labels: (drawn === undefined ? undefined : readers[drawn]) ?? sample.labels }
  })
}
