import type { Tensor, Tensor1D, Tensor4D, Variable } from '@tensorflow/tfjs-core'

/** A denoiser's own description: JSON from which an equal one can be built. */
export interface DenoiserConfig {
  /** The name under which the parts table knows how to build it. */
  readonly type: string
  readonly [option: string]: unknown
}

/** What the image encoder found, coarse last. Whoever called `encode` disposes them. */
export type Features = readonly Tensor[]

/** The network: reads an image once, then turns features (and a noisy mask) into logits. */
export interface Denoiser {
  readonly config: DenoiserConfig
  /** Trainable weights by a stable name. */
  readonly variables: Readonly<Record<string, Variable>>
  /** Channels of the image it takes. */
  readonly channels: number
  /** Classes it tells apart, background included. */
  readonly classes: number
  /** Image height and width must be multiples of this. */
  readonly stride: number
  /** Whether `denoise` looks at `state` and `timestep`; if not, one step is all there is. */
  readonly usesState: boolean
  /** Image `[batch, height, width, channels]`, zero mean and unit variance, to features. */
  encode(image: Tensor4D): Features
  /**
   * Logits `[batch, height, width, classes]` of the clean mask.
   *
   * @param state Noisy mask of unit variance, `[batch, height, width, classes]`.
   * @param timestep Diffusion time in `[0, 1]`, `[batch]`.
   */
  denoise(features: Features, state?: Tensor4D, timestep?: Tensor1D): Tensor4D
  /**
   * The logits of {@link denoise} and others of coarser levels, each of half of the resolution of the one before:
   * what training asks of a network that is to know the answer at every level.
   *
   * @default training looks at the logits of `denoise` alone
   */
  readonly deep?: ((features: Features) => readonly Tensor4D[]) | undefined
  /** Frees the variables. */
  dispose(): void
}
