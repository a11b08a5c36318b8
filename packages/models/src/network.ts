import {
  createRandom,
  type Denoiser,
  type DenoiserConfig,
  fail,
  type Features,
  type Random,
} from '@spad/core'
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core'
import { createWeights, type Weights } from './layers/weights.js'
import type { ModelPartBuilder } from './model-part-builder.js'

/** A denoiser's inside: what is left when names, weights and checks are taken away. */
export interface Network {
  /** Number of times that height and width are halved. */
  readonly levels: number
  readonly usesState: boolean
  encode(image: Tensor4D): Features
  readonly denoise: (features: Features, state?: Tensor4D, timestep?: Tensor1D) => Tensor4D
  /** See `Denoiser.deep`. */
  readonly deep?: Denoiser['deep']
}

/** What every denoiser is told. */
export interface ImageAndClasses {
  /** Channels of the image. */
  readonly channels: number
  /** Classes told apart, background included. */
  readonly classes: number
}

/** Builds a network on weights that may be real ones or only counted. */
export type NetworkBuilder<O extends ImageAndClasses> = (weights: Weights, options: O) => Network

/** What a denoiser is given besides its options: what decides its weights, and how those inside it are made. */
export type DenoiserContext = [random?: Random, build?: Pick<ModelPartBuilder, 'denoiser'>]

/** Gives a network its weights and makes it a {@link Denoiser}. */
export function defineDenoiser<O extends ImageAndClasses>(
  config: DenoiserConfig & O,
  build: NetworkBuilder<O>,
  random: Random = createRandom(0),
): Denoiser {
  const { channels, classes } = config
  const weights = createWeights(random)
  const disposeAll = (): void => {
    for (const variable of Object.values(weights.variables)) variable.dispose()
  }
  let network: Network
  try {
    network = build(weights, config)
  } catch (error) {
    disposeAll()
    throw error
  }
  const stride = 2 ** network.levels
  return {
    config,
    variables: weights.variables,
    channels,
    classes,
    stride,
    usesState: network.usesState,
    encode: (image) => {
      checkImage(image, channels, stride)
      return network.encode(image)
    },
    denoise: network.denoise,
    deep: network.deep,
    dispose: disposeAll,
  }
}

function checkImage(image: Tensor4D, channels: number, stride: number): void {
  const [, height, width, found] = image.shape
  if (found !== channels)
    fail('models', `\`channels\` of the image is ${found}: this network takes ${channels}.`)
  if (height % stride !== 0 || width % stride !== 0)
    fail(
      'models',
      `the image is ${height} × ${width} pixels: both must be multiples of the network's stride, ${stride}.`,
    )
}
