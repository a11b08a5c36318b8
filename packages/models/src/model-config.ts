import type { DenoiserConfig, LabelClass, Preprocessing } from '@spad/core'

/** A part by the name under which the parts table knows it, and its options. */
export interface PartConfig {
  readonly type: string
  readonly [option: string]: unknown
}

/** JSON from which a model can be built. */
export interface ModelConfig {
  readonly denoiser: DenoiserConfig
  readonly preprocessing: Preprocessing
  /** Background first. */
  readonly classes: readonly LabelClass[]
  /** Needed where the denoiser uses a mask state. */
  readonly diffusion?: {
    readonly noiseSchedule: PartConfig
    readonly sampler: PartConfig
    /** `b`: the clean mask enters as `b (2y − 1)`. */
    readonly signalScale: number
  }
}
