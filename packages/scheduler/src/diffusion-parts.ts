import {
  type Build,
  buildPart,
  type Configured,
  type NoiseSchedule,
  type PartConfig,
  type PartTable,
  type Sampler,
} from '@spad/core'
import { cosineSchedule, linearSchedule, shifted, sigmoidSchedule } from './noise-schedules.js'
import { options } from './options.js'
import { categorical } from './samplers/categorical.js'
import { ddim } from './samplers/ddim.js'
import { ddpm } from './samplers/ddpm.js'
import { dpmSolverPlusPlus2M } from './samplers/dpm-solver.js'

/** Each noise schedule by the `type` of its description. */
export const noiseScheduleParts: PartTable<Configured<NoiseSchedule>> = {
  linear: (config) => linearSchedule(options(config, ['betaMin', 'betaMax'])),
  cosine: (config) => cosineSchedule(options(config, ['offset'])),
  sigmoid: (config) => sigmoidSchedule(options(config, ['start', 'end', 'tau'])),
  shifted: (config, build) => {
    const { schedule, factor } = options(config, ['schedule', 'factor'])
    return shifted(nestedNoiseSchedule(schedule as PartConfig, build), factor as number)
  },
}

/** Each sampler by the `type` of its description. */
export const samplerParts: PartTable<Configured<Sampler>> = {
  ddpm: (config) => (options(config, []), ddpm()),
  ddim: (config) => ddim(options(config, ['eta'])),
  categorical: (config) => (options(config, []), categorical()),
  dpmSolverPlusPlus2M: (config) => (options(config, []), dpmSolverPlusPlus2M()),
}

function nestedNoiseSchedule(config: PartConfig, build?: Build): NoiseSchedule {
  return build?.noiseSchedule
    ? (build.noiseSchedule(config) as NoiseSchedule)
    : buildPart('scheduler', 'noise schedule', noiseScheduleParts, config, build)
}
