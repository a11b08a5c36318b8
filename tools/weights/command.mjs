// @ts-check
import { isDeepStrictEqual } from 'node:util'
import { fail } from '@spad/core'
import { resolveTraining } from '@spad/node'
import { merge, wholeVariant } from '../study/plan.mjs'

const FLAGS = ['recipe', 'preset', 'size', 'steps', 'batch', 'seed']
const PLACES = ['data', 'out', 'backend', 'threads', 'report', 'tensorboard']

/**
 * The options that `spad train` needs to be told for a run of the study: those of the plan, and what the run
 * had from defaults that have changed since. All else is the command's default.
 *
 * @param {import('../study/plan.mjs').Plan} plan
 * @param {{ set: string, variant: string, seed: number }} line
 * @param {Readonly<Record<string, unknown>>} config the run's `config.yaml`
 * @param {import('@spad/core').Model} model
 * @returns {Record<string, unknown>}
 */
export function trainingOptions(plan, { set, variant, seed }, config, model) {
  const shared = merge(plan.options, plan.sets[set]?.options ?? {})
  const planned = { ...merge(shared, wholeVariant(plan, variant).options), seed }
  const changed = differences(planned, config, model)
  const odd = changed.find((key) => key in planned)
  if (odd !== undefined)
    fail(
      'weights',
      `\`${odd}\` of the run is ${JSON.stringify(config[odd])}, of the plan ` +
        `${JSON.stringify(/** @type {Record<string, unknown>} */ (planned)[odd])}: is \`--plan\` the one of the run?`,
    )
  return { ...planned, ...Object.fromEntries(changed.map((key) => [key, config[key]])) }
}

/**
 * The keys by which a training with these options would differ from a run.
 *
 * @param {Record<string, unknown>} options of `spad train`
 * @param {Readonly<Record<string, unknown>>} config
 * @param {import('@spad/core').Model} model
 */
export function differences(options, config, { preprocessing: { channels }, classes }) {
  const given = { data: 'data', out: 'out', ...options }
  const resolved = { .../** @type {object} */ (resolveTraining(given, { channels, classes })) }
  return Object.keys(config).filter(
    (key) =>
      !PLACES.includes(key) &&
      !isDeepStrictEqual(/** @type {Record<string, unknown>} */ (resolved)[key], config[key]),
  )
}

/**
 * @param {Record<string, unknown>} options
 * @param {{ data: string, out: string }} places
 * @returns {string[]} the arguments of `spad`
 */
export function trainArguments(options, { data, out }) {
  const settings = Object.entries(options).flatMap(([key, value]) =>
    FLAGS.includes(key)
      ? [`--${key}`, String(value)]
      : ['--set', `${key}=${JSON.stringify(value)}`],
  )
  return ['train', '--data', data, '--out', out, ...settings]
}
