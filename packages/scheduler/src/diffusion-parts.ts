import { type DefinedTable, type NoiseSchedule, partTable, type Sampler } from '@spad/core'
import { cosineSchedule, linearSchedule, shiftedPart, sigmoidSchedule } from './noise-schedules.js'
import { categorical } from './samplers/categorical.js'
import { ddim } from './samplers/ddim.js'
import { ddpm } from './samplers/ddpm.js'
import { dpmSolverPlusPlus2M } from './samplers/dpm-solver.js'

/** Each noise schedule by the `type` of its description. */
export const noiseScheduleParts: DefinedTable<NoiseSchedule> =
  /* @__PURE__ */ partTable<NoiseSchedule>([
    linearSchedule,
    cosineSchedule,
    sigmoidSchedule,
    shiftedPart,
  ])

/** Each sampler by the `type` of its description. */
export const samplerParts: DefinedTable<Sampler> = /* @__PURE__ */ partTable<Sampler>([
  ddpm,
  ddim,
  categorical,
  dpmSolverPlusPlus2M,
])
