import {
  type Build,
  buildPart,
  type Denoiser,
  type DenoiserConfig,
  fail,
  type NoiseSchedule,
  type PartConfig,
  type PartTable,
  type Random,
  type Sampler,
} from '@spad/core'
import { noiseScheduleParts, samplerParts } from '@spad/scheduler'
import { maskUnet, type MaskUnetOptions } from './mask-unet.js'
import { plainUnet, type PlainUnetOptions } from './plain-unet.js'
import { unet, type UnetOptions } from './unet.js'

/** Builds a denoiser from its config; `random` decides the initial weights. */
export type DenoiserFactory = (config: DenoiserConfig, random: Random) => Denoiser

/** The parts that a model is made of, by kind and `type`; what trains it is in {@link Parts}. */
export interface ModelParts {
  readonly denoisers: Readonly<Record<string, DenoiserFactory>>
  readonly noiseSchedules: PartTable<NoiseSchedule>
  readonly samplers: PartTable<Sampler>
}

/** The parts of this project's models: a page that only segments is spared the rest. */
export const modelParts: ModelParts = {
  denoisers: {
    unet: (config, random) => unet(optionsIn(config) as UnetOptions, random),
    maskUnet: (config, random) => maskUnet(optionsIn(config) as MaskUnetOptions, random),
    plainUnet: (config, random) => plainUnet(optionsIn(config) as PlainUnetOptions, random),
  },
  noiseSchedules: noiseScheduleParts,
  samplers: samplerParts,
}

/** Turns the descriptions in a model's config into parts. */
export interface ModelPartBuilder extends Build {
  denoiser(config: DenoiserConfig, random: Random): Denoiser
  noiseSchedule(config: PartConfig): NoiseSchedule
  sampler(config: PartConfig): Sampler
}

/** A builder over a table; its functions throw a SpadError, with the known names, where a `type` is unknown. */
export function modelPartBuilder(table: ModelParts): ModelPartBuilder {
  const builder: ModelPartBuilder = {
    denoiser: (config, random) => denoiserFactory(table, config.type)(config, random),
    noiseSchedule: (config) =>
      buildPart('models', 'noise schedule', table.noiseSchedules, config, builder),
    sampler: (config) => buildPart('models', 'sampler', table.samplers, config, builder),
  }
  return builder
}

function denoiserFactory({ denoisers }: ModelParts, type: string): DenoiserFactory {
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
