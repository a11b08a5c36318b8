import { type Denoiser, type DenoiserConfig, fail } from '@spad/core'
import { countWeights, type Weights } from './layers/weights.js'
import { buildMaskUnet } from './mask-unet.js'
import type { Network } from './network.js'
import { buildPlainUnet } from './plain-unet.js'
import { buildUnet } from './unet.js'

/** How many numbers a denoiser learns. */
export function countParameters(denoiser: Denoiser): number {
  return Object.values(denoiser.variables).reduce((total, { size }) => total + size, 0)
}

/** Multiply-adds for one image. */
export interface MultiplyAdds {
  /** Once per image. */
  readonly encode: number
  /** Once per step. */
  readonly denoise: number
}

// each reads the options of its own description
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Builder = (weights: Weights, config: any) => Network

const builders: Readonly<Record<string, Builder>> = {
  unet: buildUnet,
  maskUnet: buildMaskUnet,
  plainUnet: buildPlainUnet,
}

/**
 * Counts the multiply-adds of one of this package's denoisers; normalisation and activation are left
 * out, as usual.
 *
 * @param config A denoiser's complete `config`.
 * @param height In pixels.
 * @param width In pixels.
 * @throws SpadError if the type is not one of this package's.
 */
export function multiplyAdds(config: DenoiserConfig, height: number, width: number): MultiplyAdds {
  const build: Builder | undefined = Object.hasOwn(builders, config.type)
    ? builders[config.type]
    : undefined
  if (!build)
    return fail(
      'models',
      `\`type\` is ${JSON.stringify(config.type)}: only ${Object.keys(builders).join(', ')} can be counted.`,
    )
  const weights = countWeights()
  build(weights, config)
  const sum = (encodes: boolean): number =>
    weights.costs
      .filter(({ name }) => name.startsWith('encoder/') === encodes)
      .reduce((total, cost) => total + cost.multiplyAdds(height, width), 0)
  return { encode: sum(true), denoise: sum(false) }
}
