// @ts-check
import { createRandom } from '@spad/core'

/** @typedef {import('@spad/core').Dataset} Dataset */
/** @typedef {import('@spad/core').Sample} Sample */
/** @typedef {import('@spad/core').Random} Random */

/**
 * What an alteration makes of a data set; a plain wrapper, which reads nothing before it is read.
 *
 * @typedef {(data: Dataset, context: { random: Random, group: (name: string) => string }) => Dataset} Alteration
 */

/**
 * An alteration that changes each case by itself, with numbers of its own that follow from its name: a
 * case looks the same whichever others are there.
 *
 * @param {(sample: Sample, random: Random) => Sample} change
 * @returns {Alteration}
 */
export function eachCase(change) {
  return (data, { random }) => ({
    ...data,
    read: async (index) => {
      const sample = await data.read(index)
      return change(sample, random.fork(sample.name))
    },
  })
}

/**
 * One after the other, each with numbers of its own.
 *
 * @param {readonly Alteration[]} alterations
 * @param {Dataset} data
 * @param {{ seed: number, group?: (name: string) => string }} options
 * @returns {Dataset}
 */
export function alter(alterations, data, { seed, group = (name) => name }) {
  const random = createRandom(seed).fork('alter')
  return alterations.reduce(
    (altered, alteration, place) => alteration(altered, { random: random.fork(place), group }),
    data,
  )
}
