import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildPart, type ComputeGradients, fail, type PartConfig, type PartTable } from '@spad/core'
import { parts, type Parts } from '@spad/models'
import { isGroup } from './config-file.js'

/** The parts of a model and of its training. */
export interface TrainingParts extends Parts {
  /** Who computes a step's gradients; without a description, `gradientsHere`. */
  readonly gradients: PartTable<ComputeGradients>
}

/** The parts of this project alone. */
export const own: TrainingParts = { ...parts, gradients: {} }
const KINDS = Object.keys(own) as (keyof TrainingParts)[]

/**
 * The parts of this project and those of a module, which exports any of `denoisers`, `noises`,
 * `curves`, `progressSchedules`, `noiseSchedules`, `samplers` and `gradients`: tables from a `type` to a
 * factory, as `parts` of `@spad/models`. A module's part of a known type takes its place.
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

/**
 * The way to a step's gradients that a description names.
 *
 * @throws SpadError if the parts have none of that name.
 */
export function buildGradients(config: PartConfig, { gradients }: TrainingParts): ComputeGradients {
  return buildPart('node', 'way to gradients', gradients, config)
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
