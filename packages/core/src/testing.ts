export { testAugment, type AugmentTestOptions } from './testing/augment.js'
export { testBackend, type BackendTestOptions } from './testing/backend.js'
export type { Test } from './testing/check.js'
export { testDataset, type DatasetTestOptions } from './testing/dataset.js'
export { testDenoiser, type DenoiserTestOptions } from './testing/denoiser.js'
export { testFit, type FitTestOptions } from './testing/fit.js'
export { testLearningRate } from './testing/learning-rate.js'
export { testLoss, type LossTestOptions } from './testing/loss.js'
export { testNoise, type NoiseTestOptions } from './testing/noise.js'
export { testNoiseSchedule, type NoiseScheduleTestOptions } from './testing/noise-schedule.js'
export { testPart, type PartTestOptions } from './testing/part.js'
export { testPrepare } from './testing/prepare.js'
export {
  testProgressSchedule,
  type ProgressScheduleTestOptions,
} from './testing/progress-schedule.js'
export { testReader, type ReaderTestOptions } from './testing/reader.js'
export { testSampler } from './testing/sampler.js'
export { testWriter, type WriterTestOptions } from './testing/writer.js'
