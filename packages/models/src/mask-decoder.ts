import { add, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core'
import { conv, type Layer } from './layers/conv.js'
import { adaptiveNorm } from './layers/norm.js'
import { upsample } from './layers/upsample.js'
import { timeEmbedding } from './layers/time-embedding.js'
import type { Weights } from './layers/weights.js'

/**
 * Gain of the layers that read the mask: at most times it is nearly pure noise, so the image should be
 * heard first.
 */
const WHISPER = 0.1

/** Three numbers: for full, half and a quarter of the image's resolution. */
export type Three<T> = readonly [T, T, T]

export interface MaskDecoderOptions {
  readonly classes: number
  /** Channels at full, half and a quarter of the resolution. */
  readonly decoderWidths: Three<number>
  readonly groupSize: number
  /** Width of the embedding of the diffusion time. */
  readonly embedding: number
}

/** Features at full, half and a quarter of the resolution, a noisy mask and times to logits. */
export type MaskDecoder = (
  features: Three<Tensor4D>,
  state: Tensor4D,
  timestep: Tensor1D,
) => Tensor4D

/**
 * The part of a mask denoiser that runs once per step: a little U-Net that adds what the image
 * encoder found at each level, and listens to the time in each normalisation.
 */
export function maskDecoder(weights: Weights, options: MaskDecoderOptions): MaskDecoder {
  const {
    classes,
    decoderWidths: [full, half, quarter],
    groupSize,
    embedding,
  } = options
  const embed = timeEmbedding(weights.at('time'), embedding)
  const layer = (name: string, level: number, from: number, to: number, rest = {}): Layer =>
    conv(weights.at(name, level), { from, to, ...rest })
  const normAt = (name: string, level: number, channels: number) =>
    adaptiveNorm(weights.at(name, level), { channels, groupSize, width: embedding, rectify: true })
  const narrowing = { size: 1, gain: 1 }

  const readFull = layer('readFull', 0, classes, full, { gain: WHISPER })
  const readHalf = layer('readHalf', 1, classes, half, { stride: 2, gain: WHISPER })
  const normHalf = normAt('normHalf', 1, half)
  const down = layer('down', 2, half, quarter, { stride: 2 })
  const normQuarter = normAt('normQuarter', 2, quarter)
  const refineQuarter = layer('refineQuarter', 2, quarter, quarter)
  const normRefined = normAt('normRefined', 2, quarter)
  const toHalf = layer('toHalf', 2, quarter, half, narrowing)
  const refineHalf = layer('refineHalf', 1, half, half)
  const normUp = normAt('normUp', 1, half)
  const toFull = layer('toFull', 1, half, full, narrowing)
  const normFull = normAt('normFull', 0, full)
  const head = layer('head', 0, full, classes, { size: 1, bias: true, gain: 1 })

  return ([atFull, atHalf, atQuarter], state, timestep) => {
    const time = embed(timestep)
    const x = normHalf(add(readHalf(state), atHalf), time)
    const y = normQuarter(add(down(x), atQuarter), time)
    const z: Tensor4D = add(x, upsample(toHalf(normRefined(refineQuarter(y), time))))
    const up = upsample(toFull(normUp(refineHalf(z), time)))
    const sum: Tensor4D = add(add(up, readFull(state)), atFull)
    return head(normFull(sum, time))
  }
}
