import {
  type Build,
  buildPart,
  type Denoiser,
  type DenoiserConfig,
  type Fit,
  type NoiseSchedule,
  type PartConfig,
  type PartTable,
  type Prepare,
  type Random,
  resize,
  type Sampler,
} from '@spad/core'

/** Builds a denoiser from its config; `random` decides the initial weights, `build` makes those inside. */
export type DenoiserFactory = (
  config: DenoiserConfig,
  random: Random,
  build?: Pick<ModelPartBuilder, 'denoiser'>,
) => Denoiser

/** The parts that a model is made of, by kind and `type`; what trains it is in {@link Parts}. */
export interface ModelParts {
  readonly denoisers: Readonly<Record<string, DenoiserFactory>>
  readonly noiseSchedules: PartTable<NoiseSchedule>
  readonly samplers: PartTable<Sampler>
  /** How images of any size meet the network's. @default whole images resized, alone */
  readonly fits?: PartTable<Fit>
  /** How scans are made into pictures, for who segments them. @default slices, alone */
  readonly prepares?: PartTable<Prepare>
}

/** Turns the descriptions in a model's config into parts. */
export interface ModelPartBuilder extends Build {
  denoiser(config: DenoiserConfig, random: Random): Denoiser
  noiseSchedule(config: PartConfig): NoiseSchedule
  sampler(config: PartConfig): Sampler
  fit(config: PartConfig): Fit
}

/** A builder over a table; its functions throw a SpadError, with the known names, where a `type` is unknown. */
export function modelPartBuilder(table: ModelParts): ModelPartBuilder {
  const builder: ModelPartBuilder = {
    denoiser: (config, random) =>
      buildPart('models', 'denoiser', table.denoisers, config, random, builder),
    noiseSchedule: (config) =>
      buildPart('models', 'noise schedule', table.noiseSchedules, config, builder),
    sampler: (config) => buildPart('models', 'sampler', table.samplers, config, builder),
    fit: (config) => buildPart('models', 'fit', table.fits ?? { resize }, config, builder),
  }
  return builder
}
