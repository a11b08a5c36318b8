import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core'

/** What one training step sees. A noise process is a function from one of these to another. */
export interface Batch {
  /** Images, zero mean and unit variance each: `[batch, height, width, channels]`. */
  readonly image: Tensor4D
  /** One-hot or soft masks, summing to 1 over classes: `[batch, height, width, classes]`. */
  readonly target: Tensor4D
  /** How much the loss listens to a pixel, usually in `[0, 1]`: `[batch, height, width, 1]`. */
  readonly weight: Tensor4D
  /** 1 for classes that nobody looked for in an image, else 0: `[batch, 1, 1, classes]`; none: all were. */
  readonly unknown?: Tensor4D
  /** The noisy mask of mask diffusion, unit variance: `[batch, height, width, classes]`. */
  readonly state?: Tensor4D
  /** The diffusion time of each `state`, in `[0, 1]`, 1 = pure noise: `[batch]`. */
  readonly timestep?: Tensor1D
}
