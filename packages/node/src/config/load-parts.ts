import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  type Augment,
  type Backend,
  buildPart,
  type ComputeGradients,
  fail,
  type LearningRateSchedule,
  type Loss,
  type MakeOptimizer,
  type PartConfig,
  type PartTable,
} from '@spad/core'
import { parts, type Parts } from '@spad/models'
import { isGroup } from './config-file.js'

/** The parts of a model and of its training. */
export interface TrainingParts extends Parts {
  /** Who computes a step's gradients; without a description, `gradientsHere`. */
  readonly gradients: PartTable<ComputeGradients>
  /** Without a description, `diceCrossEntropy`. */
  readonly losses: PartTable<Loss>
  /** Without a description, `oneCycle`. */
  readonly learningRates: PartTable<LearningRateSchedule>
  /** Without a description, `adamW`. */
  readonly optimizers: PartTable<MakeOptimizer>
  /** Without a description, `augmentFromConfig`. */
  readonly augments: PartTable<Augment>
  /** What `--backend` may name besides; the description is the type alone. */
  readonly backends: PartTable<Backend>
}

/** The parts of this project alone. */
export const own: TrainingParts = {
  ...parts,
  ...{ gradients: {}, losses: {}, learningRates: {}, optimizers: {}, augments: {}, backends: {} },
}
const KINDS = Object.keys(own) as (keyof TrainingParts)[]

/**
 * The parts of this project and those of a module, which exports any of `denoisers`, `noises`,
 * `curves`, `progressSchedules`, `noiseSchedules`, `samplers`, `fits`, `gradients`, `losses`,
 * `learningRates`, `optimizers`, `augments` and `backends`: tables from a `type` to a factory, as `parts`
 * of `@spad/models`. A module's part of a known type takes its place.
 *
 * @param file The module's path; without it, the parts of this project alone.
 * @throws SpadError if it cannot be imported, exports no table, or a table holds anything but functions.
 */
export async function loadParts(file?: string): Promise<TrainingParts> {
  if (file === undefined) return own
  const exported = await importModule(file)
  const tables = KINDS.filter((kind) => exported[kind] !== undefined)
  if (tables.length === 0)
    fail('node', `\`parts\` is ${file}: it must export at least one of ${KINDS.join(', ')}.`)
  for (const kind of tables) checkTable(file, kind, exported[kind])
  const added = tables.map((kind) => [kind, { ...own[kind], ...(exported[kind] as object) }])
  return { ...own, ...(Object.fromEntries(added) as Partial<TrainingParts>) }
}

/** What the parts of a training are called, in words. */
const WORDS = {
  gradients: 'way to gradients',
  losses: 'loss',
  learningRates: 'learning rate',
  optimizers: 'optimiser',
  augments: 'augmentation',
} as const

type Buildable = keyof typeof WORDS

/**
 * The part of a training that a description names.
 *
 * @throws SpadError if the parts have none of that name.
 */
export function buildTrainingPart<K extends Buildable>(
  kind: K,
  config: PartConfig,
  parts: Pick<TrainingParts, K>,
): ReturnType<TrainingParts[K][string]> {
  const table = parts[kind] as PartTable<ReturnType<TrainingParts[K][string]>>
  return buildPart('node', WORDS[kind], table, config)
}

/** Whether options describe a part of one's own, not those of what there is. */
export function isPart(config: object): config is PartConfig {
  return 'type' in config
}

async function importModule(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(resolve(file)).href)) as Record<string, unknown>
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return fail('node', `\`parts\` is ${file}: it cannot be imported (${why}).`, error)
  }
}

function checkTable(file: string, kind: string, table: unknown): void {
  if (isGroup(table) && Object.values(table).every((factory) => typeof factory === 'function'))
    return
  fail(
    'node',
    `\`${kind}\` of ${file} is no table of parts: it must be an object from a \`type\` to a function ` +
      'that builds the part from its description.',
  )
}
