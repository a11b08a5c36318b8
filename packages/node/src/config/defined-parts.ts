import { type AnyPart, type Build, fail, type PartTable, partTable } from '@spad/core'
import { denoiserTable } from '@spad/models'
import type { TrainingParts } from './training-parts.js'

type Tables = Partial<Record<keyof TrainingParts, PartTable<object>>>

/** In which table parts of a kind are. */
const TABLES: Readonly<Record<string, keyof TrainingParts>> = {
  denoiser: 'denoisers',
  noise: 'noises',
  curve: 'curves',
  progressSchedule: 'progressSchedules',
  noiseSchedule: 'noiseSchedules',
  sampler: 'samplers',
  fit: 'fits',
  gradients: 'gradients',
  loss: 'losses',
  learningRate: 'learningRates',
  optimizer: 'optimizers',
  augment: 'augments',
  dataset: 'datasets',
  prepare: 'prepares',
  backend: 'backends',
}

/**
 * The tables of a module's list of parts.
 *
 * @throws SpadError if it holds anything but parts of these kinds.
 */
export function tablesOf(file: string, parts: unknown): Tables {
  const list: unknown[] = Array.isArray(parts) ? parts : [parts]
  return list.reduce<Tables>((tables, part) => {
    const kind = isDefined(part) ? TABLES[part.kind] : undefined
    if (!isDefined(part) || kind === undefined)
      return fail(
        'node',
        `\`parts\` of ${file} must be a list of what \`definePart\` of @spad/core made, each of one kind of ` +
          `${Object.keys(TABLES).join(', ')}.`,
      )
    const table =
      kind === 'denoisers'
        ? denoiserTable([part as Parameters<typeof denoiserTable>[0][number]])
        : partTable([part])
    return { ...tables, [kind]: { ...tables[kind], ...table } }
  }, {})
}

/** How parts inside of parts of a training are made. */
export function insideOf(parts: Partial<TrainingParts>): Build {
  const tables = Object.entries(TABLES).flatMap(([kind, table]) =>
    parts[table] ? [[kind, parts[table]]] : [],
  )
  return { tables: Object.fromEntries(tables) as Build['tables'] }
}

function isDefined(part: unknown): part is AnyPart {
  return typeof part === 'function' && 'kind' in part && 'read' in part
}
