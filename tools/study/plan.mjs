// @ts-check
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { fail } from '@spad/core'
import { parse } from 'yaml'
import { z } from 'zod'
import { alterations } from './data/alterations.mjs'
import { factorVariants } from './factors.mjs'

/** A wrong plan, a wrong flag: one message, exit code 2. */
const where = 'study'

const count = z.int().min(1)
const options = z.record(z.string(), z.unknown())
const name = z.string().regex(/^[\w.-]+$/, 'must be made of letters, digits, ., _ and -')
const pattern = z.string().refine(isPattern, 'must be a regular expression')
const seeds = z.array(z.int().min(0)).min(1)

const set = z.strictObject({
  /** A folder with images/, masks/ and perhaps dataset.json, below `--data`. */
  data: z.string().min(1).optional(),
  /** Or made-up images, so that a plan runs anywhere. */
  phantoms: z
    .strictObject({
      kind: z.enum(['oct', 'chest']),
      count: z.int().min(10),
      size: z.tuple([z.int().min(16), z.int().min(16)]).optional(),
      seed: z.int().min(0).default(0),
      ambiguity: z.number().min(0).max(1).optional(),
    })
    .optional(),
  /** Whose image a case is; otherwise that of dataset.json. */
  groupPattern: pattern.optional(),
  /** The same for the tests over patients alone: it decides no split. */
  patients: pattern.optional(),
  /** `both`: a second fold trains on the test split and is tested on the rest. */
  directions: z.enum(['forward', 'reverse', 'both']).default('forward'),
  /** Cases of train and val whose names match are the validation split, the others are trained on. */
  validate: pattern.optional(),
  /** The budget: size, steps and whatever else all variants share on this set. */
  options: options.prefault({}),
})

const variant = z.strictObject({
  about: z.string().optional(),
  /** The options of another variant, below those of this one. */
  extends: name.optional(),
  options: options.prefault({}),
  /** How it answers; variants that differ in this alone share their trainings. */
  inference: z
    .strictObject({
      steps: count.optional(),
      /** Answers to average; `model`: as the model itself says. */
      ensemble: z.union([count, z.literal('model')]).optional(),
      /** Samples of each case, to compare with its readers; 10 steps each unless said. */
      samples: count.optional(),
      postprocess: z.boolean().optional(),
    })
    .optional(),
  /** A module with parts of one's own, beside the plan. */
  parts: z.string().optional(),
})

const alteration = z.union(
  /** @type {any} */ (
    Object.entries(alterations).map(([key, { options }]) => z.strictObject({ [key]: options }))
  ),
)
const regime = z.strictObject({
  about: z.string().optional(),
  /** What is done to the training cases, and to those that choose the best model. */
  train: z.array(alteration).default([]),
  /** What is done to the cases that are scored. */
  test: z.array(alteration).default([]),
})

const choice = { sets: z.array(name), variants: z.array(name), regimes: z.array(name), seeds }

const schema = z.strictObject({
  baseline: name,
  options: options.prefault({}),
  sets: z.record(name, set),
  variants: z.record(name, variant),
  /** Variants of a two-level design, made from what each factor's absence means; see factors.mjs. */
  factors: z
    .strictObject({
      of: name,
      without: z
        .record(name, options)
        .refine((all) => Object.keys(all).length >= 2 && Object.keys(all).length <= 8, {
          error: 'must have two to eight factors',
        }),
    })
    .optional(),
  regimes: z.record(name, regime).prefault({ clean: {} }),
  /** The runs of the final table; what is left out is everything. */
  table: z.strictObject({
    ...z.object(choice).partial().shape,
    seeds,
    split: z.enum(['val', 'test']).default('test'),
  }),
  /** The screening: rungs are shares of each set's steps. */
  screen: z
    .strictObject({
      ...z.object(choice).partial().shape,
      seeds,
      rungs: z.array(z.number().gt(0).max(1)).min(1),
      keep: z.number().gt(0).lt(1).default(0.5),
    })
    .optional(),
})

/** @typedef {z.output<typeof schema> & { dir: string }} Plan */

/** @param {string} text */
function isPattern(text) {
  try {
    new RegExp(text)
    return true
  } catch {
    return false
  }
}

/**
 * Reads a plan and checks it; relative paths in it start from its folder.
 *
 * @param {string} file
 * @returns {Promise<Plan>}
 */
export async function readPlan(file) {
  const text = await readFile(file, 'utf8').catch((error) =>
    fail(where, `\`--plan\` is ${file}: it cannot be read (${error.message}).`),
  )
  return checkPlan(parse(text), file)
}

/** @param {unknown} value @param {string} file @returns {Plan} */
export function checkPlan(value, file) {
  const result = schema.safeParse(value, { reportInput: true })
  if (!result.success) return refuse(result.error.issues[0], file)
  const plan = withFactors({ ...result.data, dir: dirname(resolve(file)) })
  checkSets(plan, file)
  for (const [key, { extends: parent }] of Object.entries(plan.variants))
    checkParents(plan, file, key, parent)
  checkNames(plan, file, 'baseline', 'variants', [plan.baseline])
  for (const part of /** @type {const} */ (['table', 'screen']))
    for (const kind of /** @type {const} */ (['sets', 'variants', 'regimes']))
      checkNames(plan, file, `${part}.${kind}`, kind, plan[part]?.[kind] ?? [])
  return plan
}

/** The variants of the plan's factors beside its own. @param {Plan} plan @returns {Plan} */
function withFactors(plan) {
  if (!plan.factors) return plan
  const made = Object.entries(factorVariants(plan.factors)).map(([key, { options, ...rest }]) => [
    key,
    { ...rest, options: options.reduce(merge, {}) },
  ])
  return { ...plan, variants: { ...plan.variants, ...Object.fromEntries(made) } }
}

/** The options of a variant over those of the variants that it extends. @param {Plan} plan @param {string} key @returns {z.output<typeof variant>} */
export function wholeVariant(plan, key) {
  const own = plan.variants[key] ?? fail(where, unknown('variant', key, Object.keys(plan.variants)))
  if (own.extends === undefined) return own
  const parent = wholeVariant(plan, own.extends)
  return {
    ...parent,
    ...own,
    options: merge(parent.options, own.options),
    ...(parent.inference || own.inference
      ? { inference: { ...parent.inference, ...own.inference } }
      : {}),
  }
}

/**
 * `over` wins; groups are merged key by key unless they are a part with a `type`, which is replaced.
 *
 * @param {Record<string, unknown>} under @param {Record<string, unknown>} over
 * @returns {Record<string, unknown>}
 */
export function merge(under, over) {
  const merged = { ...under }
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key]
    merged[key] =
      isGroup(below) && isGroup(value) && !('type' in value) ? merge(below, value) : value
  }
  return merged
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isGroup(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** @param {z.core.$ZodIssue | undefined} issue @param {string} file @returns {never} */
function refuse(issue, file) {
  const path = issue?.path.join('.') || 'the plan'
  const given =
    issue && 'input' in issue && issue.input !== undefined
      ? ` is ${JSON.stringify(issue.input)}`
      : ''
  return fail(where, `\`${path}\` in ${file}${given}: ${issue?.message ?? 'it is invalid'}.`)
}

/** @param {Plan} plan @param {string} file */
function checkSets(plan, file) {
  for (const [key, { data, phantoms }] of Object.entries(plan.sets))
    if ((data === undefined) === (phantoms === undefined))
      fail(where, `\`sets.${key}\` in ${file} must have either \`data\` or \`phantoms\`.`)
}

/** @param {Plan} plan @param {string} file @param {string} key @param {string | undefined} parent */
function checkParents(plan, file, key, parent) {
  const seen = [key]
  for (let at = parent; at !== undefined; at = plan.variants[at]?.extends) {
    checkNames(plan, file, `variants.${seen.at(-1)}.extends`, 'variants', [at])
    if (seen.includes(at))
      fail(
        where,
        `\`variants.${key}.extends\` in ${file} leads back to itself: ${[...seen, at].join(' → ')}.`,
      )
    seen.push(at)
  }
}

/** @param {Plan} plan @param {string} file @param {string} path @param {'sets' | 'variants' | 'regimes'} kind @param {readonly string[]} names */
function checkNames(plan, file, path, kind, names) {
  const known = Object.keys(plan[kind])
  const stranger = names.find((one) => !known.includes(one))
  if (stranger !== undefined)
    fail(where, `\`${path}\` in ${file} names ${unknown(kind.slice(0, -1), stranger, known)}`)
}

/** @param {string} kind @param {string} given @param {readonly string[]} known */
function unknown(kind, given, known) {
  return `"${given}": there is no ${kind} of that name (there are ${known.join(', ')}).`
}
