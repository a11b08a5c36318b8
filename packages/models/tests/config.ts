import type { LabelClass } from '@spad/core'
import type { ModelConfig } from '../src/index.js'

export const classes: LabelClass[] = [
  { name: 'background', value: 0, color: [0, 0, 0] },
  { name: 'fluid', value: 1, color: [255, 0, 0] },
]

/** A model so small that a test takes no time. */
export function tinyConfig(change: Partial<ModelConfig> = {}): ModelConfig {
  return {
    denoiser: { type: 'unet', widths: [2, 3] },
    preprocessing: { height: 4, width: 6, channels: 1, normalization: 'per-image' },
    classes,
    ...change,
  }
}

export const diffusion = {
  noiseSchedule: { type: 'cosine' },
  sampler: { type: 'ddim' },
  signalScale: 0.1,
}
