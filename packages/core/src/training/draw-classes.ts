import {
  cast,
  cumsum,
  greater,
  mul,
  oneHot,
  type Rank,
  slice,
  sub,
  sum,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core'
import { type Random, randomUniform } from '../support/random.js'

/**
 * A class for each pixel, drawn by its probabilities, as a state of categorical mask diffusion: its one-hot
 * `c` as `(c − 1/K) K / √(K − 1)`, which has zero mean and unit variance where all `K` are as likely.
 *
 * @param probabilities `[batch, height, width, classes]`, summing to 1.
 */
export function drawClasses(probabilities: Tensor4D, random: Random): Tensor4D {
  return tidy(() => {
    const [batch, height, width, classes] = probabilities.shape
    const level = randomUniform<Rank.R4>([batch, height, width, 1], random)
    const reached = greater(level, cumsum(probabilities, 3))
    // rounding may leave the last sum below 1, so the last class is whatever is left
    const index = sum(cast(slice(reached, [0, 0, 0, 0], [-1, -1, -1, classes - 1]), 'int32'), 3)
    const chosen = cast(oneHot(cast(index, 'int32'), classes), 'float32') as Tensor4D
    return mul(sub(chosen, 1 / classes), classes / Math.sqrt(classes - 1))
  })
}
