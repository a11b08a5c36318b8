import type { TrainingParts } from './training-parts.js'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  augmentParts,
  buildPart,
  fail,
  learningRateParts,
  lossParts,
  optimizerParts,
  type PartConfig,
  type PartTable,
  prepareParts,
} from '@spad/core'
import { parts } from '@spad/models'
import { datasetParts } from '../data/dataset-parts.js'
import { checkedParts } from './checked-parts.js'
import { isGroup } from './config-file.js'
import { insideOf, tablesOf } from './defined-parts.js'

/** The parts of this project alone. */
export const own: TrainingParts = {
  ...parts,
  ...{ gradients: {}, losses: lossParts, learningRates: learningRateParts },
  ...{ optimizers: optimizerParts, augments: augmentParts, backends: {} },
  ...{ datasets: datasetParts, prepares: prepareParts },
}
const KINDS = Object.keys(own) as (keyof TrainingParts)[]

/**
 * The parts of this project and those of a module, which exports `parts`, a list of what `definePart` of
 * `@spad/core` made; or any of `denoisers`, `noises`, `curves`, `progressSchedules`, `noiseSchedules`,
 * `samplers`, `fits`, `gradients`, `losses`, `learningRates`, `optimizers`, `augments`, `datasets`, `prepares` and
 * `backends`: tables from a `type` to a factory, as `parts` of `@spad/models`. A module's part of a known type takes its place.
 *
 * @param file The module's path; without it, the parts of this project alone.
 * @throws SpadError if it cannot be imported, exports neither, a table holds anything but functions, or the list
 *   anything but parts of these kinds.
 */
export async function loadParts(file?: string): Promise<TrainingParts> {
  if (file === undefined) return own
  const exported = await importModule(file)
  const tables = KINDS.filter((kind) => exported[kind] !== undefined)
  if (tables.length === 0 && exported.parts === undefined)
    fail(
      'node',
      `\`parts\` is ${file}: it must export \`parts\`, or at least one of ${KINDS.join(', ')}.`,
    )
  for (const kind of tables) checkTable(file, kind, exported[kind])
  const listed = exported.parts === undefined ? {} : tablesOf(file, exported.parts)
  const changed = KINDS.filter((kind) => tables.includes(kind) || listed[kind])
  const added = changed.map((kind) => [
    kind,
    {
      ...own[kind],
      ...checkedParts(file, kind, { ...listed[kind], ...(exported[kind] as object | undefined) }),
    },
  ])
  return { ...own, ...(Object.fromEntries(added) as Partial<TrainingParts>) }
}

/** What the parts of a training are called, in words. */
const WORDS = {
  gradients: 'way to gradients',
  losses: 'loss',
  learningRates: 'learning rate',
  optimizers: 'optimiser',
  augments: 'augmentation',
  prepares: 'preparation',
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
  return buildPart('node', WORDS[kind], table, config, insideOf(parts))
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
