import { add } from '@tensorflow/tfjs-core'
import { chain, conv, type Layer } from './conv.js'
import { norm } from './norm.js'
import type { Weights } from './weights.js'

export interface ResidualBlockOptions {
  readonly channels: number
  readonly groupSize: number
}

/**
 * `x + conv(relu(norm(conv x)))`, which starts as the identity.
 *
 * One normalisation instead of two: the second convolution starts at zero (as in Zhang et al. 2019,
 * "Fixup"), so the sum does not have to be normalised to train, and each normalisation costs as much
 * time as a convolution.
 *
 * Source: He et al. 2015, "Deep Residual Learning".
 */
function residualBlock(weights: Weights, options: ResidualBlockOptions): Layer {
  const { channels, groupSize } = options
  const branch = chain(
    conv(weights.at('conv1'), { from: channels, to: channels }),
    norm(weights.at('norm'), { channels, groupSize, rectify: true }),
    conv(weights.at('conv2'), { from: channels, to: channels, gain: 0 }),
  )
  return (x) => add(x, branch(x))
}

/** `count` residual blocks, one after another. */
export function residualBlocks(
  weights: Weights,
  count: number,
  options: ResidualBlockOptions,
): Layer {
  return chain(
    ...Array.from({ length: count }, (_, i) => residualBlock(weights.at(`block${i}`), options)),
  )
}
