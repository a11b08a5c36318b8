import {
  assignVariables,
  type ChannelWindows,
  decodeModel,
  fail,
  type JsonObject,
  type Model,
  type PartConfig,
  type ReadFile,
  type TensorData,
  isObject,
  type Window,
} from '@spad/core'
import { buildModel } from './build-model.js'
import type { ModelConfig } from './model-config.js'
import type { ModelParts } from './model-part-builder.js'

/** What is known of a model besides how to build it; all of it JSON, all of it optional. */
export interface ModelMetadata {
  /** The noise that it was trained with. */
  readonly noise?: PartConfig
  /** The progress schedule that it was trained with. */
  readonly schedule?: PartConfig
  /** The seed of its training. */
  readonly seed?: number
  /** Steps, batch size, best Dice and whatever else sums up its training. */
  readonly training?: JsonObject
  /** How scans are made into the pictures that it was trained on: see `PrepareOptions` of `@spad/core`. */
  readonly prepare?: {
    /** Which preparation makes them, where it is one of one's own, with its options. @default `slices` */
    readonly type?: string
    readonly [option: string]: unknown
    /** Slices on either side that come along as channels. */
    readonly neighbours?: number
    /** Height and width of a pixel in mm. */
    readonly spacing?: number
    /** The plane of the slices. */
    readonly axis?: 'axial' | 'coronal' | 'sagittal'
    /** The values that were looked at, in all channels or in each; `null`: by modality. */
    readonly window?: Window | ChannelWindows
    /** Which channel of scans that have several, counted from 0. */
    readonly channel?: number
  }
  /** The data that it was trained on. */
  readonly data?: {
    readonly name?: string
    readonly licence?: string
    readonly attribution?: string
    readonly [more: string]: unknown
  }
  readonly [more: string]: unknown
}

/** What the files of a saved model say. */
export interface ReadModel {
  readonly config: ModelConfig
  readonly metadata: ModelMetadata
  readonly weights: Readonly<Record<string, TensorData>>
}

/**
 * The first half of `loadModel`: reads the files and makes no tensor.
 *
 * @param read Gets a file by its plain name.
 * @throws SpadError if a file is missing, cut, damaged, not ours or of a newer format.
 */
export async function readModel(read: ReadFile): Promise<ReadModel> {
  const { weights, metadata } = await decodeModel(read)
  const { config, ...rest } = metadata
  if (!isModelConfig(config))
    return fail('models', '`model.json` does not say how to build the model: it is damaged.')
  return { config, metadata: rest, weights }
}

/**
 * The other half: builds what was read, from parts that may be chosen by its config.
 *
 * @throws SpadError if a part is unknown or the weights are those of another architecture.
 */
export function restoreModel({ config, weights }: ReadModel, parts: ModelParts): Model {
  const model = buildModel(config, parts)
  try {
    assignVariables(model.denoiser.variables, weights)
  } catch (error) {
    model.denoiser.dispose()
    throw error
  }
  return model
}

/** The kinds of all that is looked into; what they hold is checked where a model is built. */
function isModelConfig(config: unknown): config is ModelConfig {
  const { denoiser, preprocessing, classes, postprocessing, diffusion } = objectIn(config)
  const { noiseSchedule, sampler } = objectIn(diffusion ?? { noiseSchedule: {}, sampler: {} })
  const { minArea } = objectIn(postprocessing ?? { minArea: [] })
  return (
    [denoiser, preprocessing, noiseSchedule, sampler].every(isObject) &&
    [classes, minArea].every(Array.isArray)
  )
}

function objectIn(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}
