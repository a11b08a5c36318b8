import {
  type Build,
  buildPart,
  type Denoiser,
  type DenoiserConfig,
  fail,
  type Noise,
  type NoiseSchedule,
  type PartConfig,
  type PartTable,
  type ProgressSchedule,
  type Random,
  type Sampler,
} from '@spad/core'
import { noiseParts } from '@spad/noise'
import {
  type Curve,
  curveParts,
  noiseScheduleParts,
  progressScheduleParts,
  samplerParts,
} from '@spad/scheduler'
import { maskUnet, type MaskUnetOptions } from './mask-unet.js'
import { plainUnet, type PlainUnetOptions } from './plain-unet.js'
import { unet, type UnetOptions } from './unet.js'

/** Builds a denoiser from its config; `random` decides the initial weights. */
export type DenoiserFactory = (config: DenoiserConfig, random: Random) => Denoiser

/** Every part that a config may name, by kind and `type`. */
export interface Parts {
  readonly denoisers: Readonly<Record<string, DenoiserFactory>>
  readonly noises: PartTable<Noise>
  readonly curves: PartTable<Curve>
  readonly progressSchedules: PartTable<ProgressSchedule>
  readonly noiseSchedules: PartTable<NoiseSchedule>
  readonly samplers: PartTable<Sampler>
}

/** The parts of this project. Spread it to add some: `{ ...parts, noises: { ...parts.noises, mine } }`. */
export const parts: Parts = {
  denoisers: {
    unet: (config, random) => unet(optionsIn(config) as UnetOptions, random),
    maskUnet: (config, random) => maskUnet(optionsIn(config) as MaskUnetOptions, random),
    plainUnet: (config, random) => plainUnet(optionsIn(config) as PlainUnetOptions, random),
  },
  noises: noiseParts,
  curves: curveParts,
  progressSchedules: progressScheduleParts,
  noiseSchedules: noiseScheduleParts,
  samplers: samplerParts,
}

/** Turns descriptions into parts, with those of the table for parts inside of parts. */
export interface PartBuilder extends Build {
  denoiser(config: DenoiserConfig, random: Random): Denoiser
  noise(config: PartConfig): Noise
  curve(config: PartConfig): Curve
  progressSchedule(config: PartConfig): ProgressSchedule
  noiseSchedule(config: PartConfig): NoiseSchedule
  sampler(config: PartConfig): Sampler
}

/**
 * A builder over a table of parts.
 *
 * Each of its functions throws a SpadError, with the known names, where a `type` is unknown.
 */
export function partBuilder(table: Parts = parts): PartBuilder {
  const builder: PartBuilder = {
    denoiser: (config, random) => denoiserFactory(table, config.type)(config, random),
    noise: (config) => buildPart('models', 'noise', table.noises, config, builder),
    curve: (config) => buildPart('models', 'curve', table.curves, config, builder),
    progressSchedule: (config) =>
      buildPart('models', 'progress schedule', table.progressSchedules, config, builder),
    noiseSchedule: (config) =>
      buildPart('models', 'noise schedule', table.noiseSchedules, config, builder),
    sampler: (config) => buildPart('models', 'sampler', table.samplers, config, builder),
  }
  return builder
}

function denoiserFactory({ denoisers }: Parts, type: string): DenoiserFactory {
  const factory = Object.hasOwn(denoisers, type) ? denoisers[type] : undefined
  const known = Object.keys(denoisers).join(', ')
  return (
    factory ??
    fail(
      'models',
      `\`type\` is ${JSON.stringify(type)}: no denoiser has that name (known: ${known}). Add it to the table of parts.`,
    )
  )
}

/** A config without its `type`; the denoisers check the rest themselves. */
function optionsIn(config: DenoiserConfig): unknown {
  return Object.fromEntries(Object.entries(config).filter(([name]) => name !== 'type'))
}
