import { add } from '@tensorflow/tfjs-core'
import { conv, type Layer } from './conv.js'
import { norm } from './norm.js'
import { rectify } from './rectify.js'
import type { Weights } from './weights.js'

export interface ResidualBlockOptions {
  channels: number
  groupSize: number
}

/**
 * `relu(x + norm(conv(relu(norm(conv x)))))`, which starts as the identity.
 *
 * Source: He et al. 2015, "Deep Residual Learning", fig. 2, with group normalisation; the last γ
 * starts at 0 as in Goyal et al. 2017.
 */
export function residualBlock(weights: Weights, options: ResidualBlockOptions): Layer {
  const { channels, groupSize } = options
  const layers = [
    conv(weights.at('conv1'), { from: channels, to: channels }),
    norm(weights.at('norm1'), { channels, groupSize, rectify: true }),
    conv(weights.at('conv2'), { from: channels, to: channels }),
    norm(weights.at('norm2'), { channels, groupSize, silent: true }),
  ]
  return (x) =>
    rectify(
      add(
        x,
        layers.reduce((y, layer) => layer(y), x),
      ),
    )
}
