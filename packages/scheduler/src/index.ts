export { adaptive, type AdaptiveOptions, type Signal } from './adaptive.js'
export { clamp, type ClampOptions, delay, scale, sequence, type Stretch } from './combinators.js'
export {
  constant,
  cosine,
  type Curve,
  exponential,
  type ExponentialOptions,
  type FallOptions,
  linear,
  sigmoid,
  type SigmoidOptions,
  step,
  type StepOptions,
} from './curves.js'
export { noiseScheduleParts, samplerParts } from './diffusion-parts.js'
export {
  cosineSchedule,
  type CosineScheduleOptions,
  linearSchedule,
  type LinearScheduleOptions,
  shifted,
  sigmoidSchedule,
  type SigmoidScheduleOptions,
} from './noise-schedules.js'
export { progressScheduleParts } from './parts.js'
export { pas } from './pas.js'
export { curveParts, pasParts } from './pas-parts.js'
export { categorical } from './samplers/categorical.js'
export { ddim, type DdimOptions } from './samplers/ddim.js'
export { ddpm } from './samplers/ddpm.js'
export { dpmSolverPlusPlus2M } from './samplers/dpm-solver.js'
export { defineSampler, type Level, type Step } from './samplers/reverse.js'
export { timesteps } from './timesteps.js'
