import {
  buildPart,
  type Noise,
  type PartConfig,
  type PartTable,
  type ProgressSchedule,
} from '@spad/core'
import { noiseParts } from '@spad/noise'
import { type Curve, curveParts, progressScheduleParts } from '@spad/scheduler'
import { type ModelPartBuilder, modelPartBuilder, type ModelParts } from './model-part-builder.js'
import { modelParts } from './model-parts.js'

/** Every part that a config may name, by kind and `type`. */
export interface Parts extends ModelParts {
  readonly noises: PartTable<Noise>
  readonly curves: PartTable<Curve>
  readonly progressSchedules: PartTable<ProgressSchedule>
}

/** The parts of this project. Spread it to add some: `{ ...parts, noises: { ...parts.noises, mine } }`. */
export const parts: Parts = {
  ...modelParts,
  noises: noiseParts,
  curves: curveParts,
  progressSchedules: progressScheduleParts,
}

/** Turns descriptions into parts, with those of the table for parts inside of parts. */
export interface PartBuilder extends ModelPartBuilder {
  noise(config: PartConfig): Noise
  curve(config: PartConfig): Curve
  progressSchedule(config: PartConfig): ProgressSchedule
}

/**
 * A builder over a table of parts.
 *
 * Each of its functions throws a SpadError, with the known names, where a `type` is unknown.
 */
export function partBuilder(table: Parts = parts): PartBuilder {
  const builder: PartBuilder = {
    ...modelPartBuilder(table),
    noise: (config) => buildPart('models', 'noise', table.noises, config, builder),
    curve: (config) => buildPart('models', 'curve', table.curves, config, builder),
    progressSchedule: (config) =>
      buildPart('models', 'progress schedule', table.progressSchedules, config, builder),
  }
  return builder
}
