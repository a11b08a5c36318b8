import { createRandom, type Denoiser, type Model, randomNormal } from '@spad/core'
import { conv2d, type Rank, relu, type Tensor4D, variable } from '@tensorflow/tfjs-core'

/** Two convolutions with seeded weights: grey 16 × 16 to three classes. */
export function tinyModel(): Model {
  const random = createRandom(7)
  const filter = (...shape: [number, number, number, number]) => {
    const drawn = randomNormal<Rank.R4>(shape, random)
    const weights = variable(drawn)
    drawn.dispose()
    return weights
  }
  const variables = { first: filter(5, 5, 1, 4), second: filter(5, 5, 4, 3) }
  const denoiser: Denoiser = {
    config: { type: 'two-convolutions' },
    variables,
    channels: 1,
    classes: 3,
    stride: 1,
    usesState: false,
    encode: (image) => [relu(conv2d(image, variables.first as Tensor4D, 1, 'same'))],
    denoise: ([features]) => conv2d(features as Tensor4D, variables.second as Tensor4D, 1, 'same'),
    dispose: () => {
      for (const weights of Object.values(variables)) weights.dispose()
    },
  }
  return {
    denoiser,
    preprocessing: { height: 16, width: 16, channels: 1, normalization: 'per-image' },
    classes: [
      { name: 'background', value: 0, color: [0, 0, 0] },
      { name: 'fluid', value: 1, color: [0, 128, 255] },
      { name: 'drusen', value: 2, color: [255, 128, 0] },
    ],
  }
}
