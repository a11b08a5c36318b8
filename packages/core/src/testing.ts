export type { Test } from './testing/check.js'
export { testDenoiser, type DenoiserTestOptions } from './testing/denoiser.js'
export { testNoise, type NoiseTestOptions } from './testing/noise.js'
export { testNoiseSchedule, type NoiseScheduleTestOptions } from './testing/noise-schedule.js'
export {
  testProgressSchedule,
  type ProgressScheduleTestOptions,
} from './testing/progress-schedule.js'
export { testSampler } from './testing/sampler.js'
