import { configOf, fail, type LabelClass, type Model, type PartConfig } from '@spad/core'
import type { DenoiserConfig, Postprocessing, Preprocessing } from '@spad/core'

/** JSON from which a model can be built. */
export interface ModelConfig {
  /** `channels` and `classes` may be left out: they follow from the two fields below. */
  readonly denoiser: DenoiserConfig
  readonly preprocessing: Preprocessing
  /** How images of any size meet the network's. @default { type: 'resize' } */
  readonly fit?: PartConfig
  /** @default every finding is believed */
  readonly postprocessing?: Postprocessing
  /** How many answers are averaged where nobody says; see `SegmentOptions.ensemble`. @default 1 */
  readonly ensemble?: number
  /** The scales at which images are seen where nobody says; see `SegmentOptions.scales`. @default [1] */
  readonly scales?: readonly number[]
  /** At least two, background first. */
  readonly classes: readonly LabelClass[]
  /** Needed where the denoiser uses a mask state. */
  readonly diffusion?: DiffusionConfig
}

/** How a denoiser that uses a mask state is run backwards. */
export interface DiffusionConfig {
  readonly noiseSchedule: PartConfig
  readonly sampler: PartConfig
  /** `b`: the clean mask enters as `b (2y − 1)`. */
  readonly signalScale: number
}

/**
 * The config of a model; parts without a description of their own become `{ type: 'custom' }`.
 *
 * @throws SpadError for models that were joined although they see images in different ways.
 */
export function configOfModel(model: Model): ModelConfig {
  if (model.answer)
    fail(
      'models',
      'these models see images at different sizes or in different windows: they answer together, but ' +
        'cannot be saved as one. Save each.',
    )
  const { denoiser, preprocessing, fit, postprocessing, ensemble, scales, classes, diffusion } =
    model
  const described = diffusion && {
    noiseSchedule: configOf(diffusion.noiseSchedule),
    sampler: configOf(diffusion.sampler),
    signalScale: diffusion.signalScale,
  }
  return {
    denoiser: denoiser.config,
    ...{ preprocessing, classes },
    ...(fit && { fit: configOf(fit) }),
    ...(postprocessing && { postprocessing }),
    ...(ensemble !== undefined && { ensemble }),
    ...(scales !== undefined && { scales }),
    ...(described && { diffusion: described }),
  }
}
