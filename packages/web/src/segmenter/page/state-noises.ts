/** What trains a denoiser that uses a state on: loaded where there is one. */
export { noiseParts } from '@spad/noise'
export { noiseScheduleParts } from '@spad/scheduler'
