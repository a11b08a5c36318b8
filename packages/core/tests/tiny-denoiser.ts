import {
  add,
  concat,
  conv2d,
  reshape,
  type Tensor4D,
  tensor4d,
  tidy,
  tile,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core'
import type { Denoiser, Model } from '../src/index.js'
import { createRandom } from '../src/index.js'

/** The smallest network that can learn: one 3 × 3 convolution, with a state next to the image if asked. */
export function tinyDenoiser({
  classes = 2,
  channels = 1,
  usesState = false,
  seed = 1,
} = {}): Denoiser {
  const inputs = channels + (usesState ? classes + 1 : 0)
  const random = createRandom(seed)
  const values = Float32Array.from({ length: 9 * inputs * classes }, () => 0.1 * random.normal())
  const kernel = own(values, [3, 3, inputs, classes])
  const bias = own(new Float32Array(classes), [1, 1, 1, classes])
  return {
    config: { type: 'tiny', classes, channels, usesState },
    variables: { kernel, bias },
    channels,
    classes,
    stride: 2,
    usesState,
    encode: (image) => [image.clone()],
    denoise(features, state, timestep) {
      let input = features[0] as Tensor4D
      if (usesState && state && timestep) {
        const [batch, height, width] = state.shape
        const time = tile(reshape(timestep, [batch, 1, 1, 1]), [1, height, width, 1])
        input = concat([input, state, time as Tensor4D], 3)
      }
      return add(conv2d(input, kernel as unknown as Tensor4D, 1, 'same'), bias)
    },
    dispose() {
      kernel.dispose()
      bias.dispose()
    },
  }
}

function own(values: Float32Array, shape: [number, number, number, number]): Variable {
  return tidy(() => variable(tensor4d(values, shape)))
}

export const twoClasses: Model['classes'] = [
  { name: 'background', value: 0, color: [0, 0, 0] },
  { name: 'target', value: 1, color: [255, 0, 0] },
]

/** A model around {@link tinyDenoiser} at 16 × 16. */
export function tinyModel(options: Parameters<typeof tinyDenoiser>[0] = {}): Model {
  return {
    denoiser: tinyDenoiser(options),
    preprocessing: { height: 16, width: 16, channels: 1, normalization: 'per-image' },
    classes: twoClasses,
  }
}
