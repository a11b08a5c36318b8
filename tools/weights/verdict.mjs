// @ts-check
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { fail } from '@spad/core'
import { evaluateModel, loadModelFrom, openDataset } from '@spad/node'
import { trainArguments } from './command.mjs'
import { reachableDice } from './figures.mjs'

/** How far rounding to float16 and another backend may move the Dice of the same weights. */
const ROUNDING = 0.002

/** @typedef {{ text: string, reached: boolean }} Verdict */

/**
 * Trains by the card's command, scores the result and compares.
 *
 * @param {string} folder of the model that ships
 * @param {{ data: string, out: string, spad: (argv: string[]) => Promise<number> }} options `spad` runs the command
 * @returns {Promise<Verdict>}
 */
export async function trainAgain(folder, { data, out, spad }) {
  const facts = factsOf(folder)
  const set = await checkedData(folder, data)
  const status = await spad(trainArguments(facts.options, { data, out }))
  if (status !== 0) fail('weights', `\`spad train\` ended with ${status}: see what it said.`)
  const dice = await score(out, set, facts)
  const needed = reachableDice(facts.figures)
  const { mean, deviation } = facts.figures.mean.dice
  return verdict(dice, needed, `the card says ${mean} ± ${deviation}`)
}

/**
 * Scores the weights that ship and compares with what the card says of them.
 *
 * @param {string} folder @param {{ data: string }} options @returns {Promise<Verdict>}
 */
export async function scoreShipped(folder, { data }) {
  const facts = factsOf(folder)
  const dice = await score(folder, await checkedData(folder, data), facts)
  const { shipped } = facts.figures.mean.dice
  return verdict(dice, shipped - ROUNDING, `the card says ${shipped}`)
}

/** @param {number} dice @param {number} needed @param {string} said @returns {Verdict} */
function verdict(dice, needed, said) {
  const reached = dice >= needed
  const text = `Dice ${dice.toFixed(4)}; ${said}, so at least ${needed.toFixed(4)}: ${reached ? 'reached' : 'NOT reached'}`
  return { text, reached }
}

/** @param {string} place @param {import('@spad/node').FolderDataset} set @param {import('./card.mjs').Facts} facts */
async function score(place, set, { figures, samples }) {
  const { model } = await loadModelFrom(place)
  try {
    const split = /** @type {'test' | 'val'} */ (figures.split)
    return (await evaluateModel(model, set.subset(split), samplingOf(samples))).mean.dice ?? 0
  } finally {
    model.denoiser.dispose()
  }
}

/** As the study scores samples: 10 steps each. @param {number | undefined} samples */
function samplingOf(samples) {
  return samples === undefined ? {} : { samples, steps: 10 }
}

/** @param {string} folder @returns {import('./card.mjs').Facts} */
function factsOf(folder) {
  return read(folder, 'model.json').userDefinedMetadata.spad.card
}

/** On other cases the figures would be others. @param {string} folder @param {string} data */
async function checkedData(folder, data) {
  const set = await openDataset(data)
  const { splits } = read(folder, 'dataset.json')
  const sorted = (/** @type {readonly string[]} */ names) => [...names].sort()
  for (const split of /** @type {const} */ (['train', 'val', 'test']))
    if (!isDeepStrictEqual(sorted(set.splits[split]), sorted(splits[split] ?? [])))
      fail(
        'weights',
        `the ${split} cases of \`${data}\` are not the card's. Put dataset.json of \`${folder}\` beside images/ and masks/.`,
      )
  return set
}

/** @param {string} folder @param {string} name */
function read(folder, name) {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'))
}
