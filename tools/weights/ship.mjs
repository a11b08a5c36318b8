// @ts-check
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { fail } from '@spad/core'
import { countParameters, saveModel } from '@spad/models'
import { openRun } from '@spad/node'
import { cardText } from './card.mjs'
import { trainingOptions } from './command.mjs'
import { chooseLine, figuresOf, validation } from './figures.mjs'

/** @typedef {import('../study/lines.mjs').Line} Line */
/** @typedef {{ set: string, finds: string, use: string, data: string, licence: string, attribution: string, limits: string[], variant?: string }} Words */

/** The configuration that ships, where the words name none. */
const VARIANT = 'spad'

/**
 * Writes the folder of a model that ships: model.json, float16 weights, dataset.json and the card.
 *
 * @param {string} name
 * @param {Words} words what no run can say
 * @param {{ plan: import('../study/plan.mjs').Plan, lines: readonly Line[], runs: readonly string[], out: string }} source
 */
export async function ship(name, words, { plan, lines, runs, out }) {
  const own = configuration(lines, words.set, words.variant ?? VARIANT)
  const line = chooseLine(own)
  const run = await openRun(findRun(line, runs))
  const { model, metadata } = await run.model()
  try {
    const options = trainingOptions(plan, line, run.config, model)
    const dataset = JSON.parse(readFileSync(join(String(run.config.data), 'dataset.json'), 'utf8'))
    const facts = factsOf(name, words, { plan, lines, own, line, options })
    const { licence, attribution } = words
    const test = dataset.splits[line.split].length
    const data = { ...metadata.data, licence, attribution, test }
    const files = await saveModel(model, { ...metadata, data, card: facts }, { dtype: 'float16' })
    const bytes = files.reduce((sum, file) => sum + file.data.length, 0)
    const parameters = countParameters(model.denoiser)
    const card = await cardText(facts, { model, data, parameters, bytes })
    const description = { ...dataset, licence, attribution }
    await replace(join(out, name), [
      ...files,
      { name: 'dataset.json', data: `${JSON.stringify(description, undefined, 1)}\n` },
      { name: 'README.md', data: card },
    ])
    return { bytes, figures: facts.figures }
  } finally {
    model.denoiser.dispose()
  }
}

/**
 * The lines of one configuration, in the order of their seeds.
 *
 * @param {readonly Line[]} lines @param {string} set @param {string} variant
 */
function configuration(lines, set, variant) {
  const own = lines
    .filter((line) => line.set === set && line.variant === variant)
    .filter(
      ({ fold, regime, split }) => fold === 'forward' && regime === 'clean' && split === 'test',
    )
    .sort((a, b) => a.seed - b.seed)
  if (new Set(own.map(({ config }) => config)).size > 1)
    fail('weights', `\`--lines\` has ${variant} on ${set} with several configs: leave one.`)
  return own
}

/**
 * @param {string} name @param {Words} words
 * @param {{ plan: import('../study/plan.mjs').Plan, lines: readonly Line[], own: readonly Line[], line: Line, options: Record<string, unknown> }} known
 * @returns {import('./card.mjs').Facts}
 */
function factsOf(name, words, { plan, lines, own, line, options }) {
  const { cpu, node, backend } = line.environment
  const plain = configuration(lines, words.set, plan.baseline)
  const baseline = plain.length < own.length ? null : figuresOf(plain, chooseLine(plain)).mean
  const { finds, use, data: about, limits } = words
  return {
    ...{ name, finds, use, about, limits, options },
    commit: line.commit,
    machine: [cpu, `Node ${node}`, backend].filter(Boolean).join(', '),
    minutes: line.cpu?.train == null ? null : Math.round(line.cpu.train / 6) / 10,
    validation: validation(line),
    figures: figuresOf(own, line),
    ...(line.readers ? { samples: line.readers.samples } : {}),
    baseline: baseline && { dice: spreadOf(baseline.dice), hd95: spreadOf(baseline.hd95) },
  }
}

/** Without that of a model that does not ship. @param {import('./figures.mjs').Figure} figure */
function spreadOf({ mean, deviation }) {
  return { mean, deviation }
}

/** The folder of a line's run: the one that was validated alike. @param {Line} line @param {readonly string[]} runs */
function findRun({ set, fold, seed, best }, runs) {
  const found = runs
    .flatMap((dir) => readdirSync(dir).map((name) => ({ name, dir: join(dir, name) })))
    .filter(({ name }) => name.startsWith(`${set}-${fold}-${seed}-`))
    .map(({ dir }) => ({ dir, note: join(dir, 'trained.json') }))
    .filter(({ note }) => existsSync(note))
    .filter(({ note }) => isDeepStrictEqual(JSON.parse(readFileSync(note, 'utf8')).best, best))
  const [first] = found
  if (!first || found.length > 1)
    return fail(
      'weights',
      `\`--runs\` holds ${found.length} runs of ${set}, seed ${seed}, that fit the line: it must be one.`,
    )
  return first.dir
}

/** @param {string} dir @param {readonly { name: string, data: string | Uint8Array }[]} files */
async function replace(dir, files) {
  await rm(dir, { recursive: true, force: true })
  await mkdir(dir, { recursive: true })
  for (const { name, data } of files) await writeFile(join(dir, name), data)
}
