export type { Batch } from './batch.js'
export type { Dataset, LabelClass } from './dataset.js'
export type { Denoiser, DenoiserConfig, Features } from './denoiser.js'
export { fail, SpadError } from './errors.js'
export { type ProgressMeter, progressMeter } from './metrics/progress-meter.js'
export type { Diffusion, Model, Preprocessing } from './model.js'
export type { Noise, NoiseContext } from './noise.js'
export type { NoiseSchedule } from './noise-schedule.js'
export type { Intensity, Measured, ProgressSchedule } from './progress-schedule.js'
export {
  createRandom,
  type Random,
  randomNormal,
  type RandomState,
  randomUniform,
} from './random.js'
export type { LabelMap, Raster, Sample } from './sample.js'
export type { PredictClean, Sampler, SamplerContext } from './sampler.js'
