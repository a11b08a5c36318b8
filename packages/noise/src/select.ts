import { concat, gather, type Rank, type Tensor, tensor1d } from '@tensorflow/tfjs-core'
import type { Random } from '@spad/core'

/** Draws for each of so many samples whether it belongs to a random share. */
export function drawShare(samples: number, share: number, random: Random): boolean[] {
  return Array.from({ length: samples }, () => random.uniform() < share)
}

/** Takes the samples for which `chosen` from one tensor and the rest from another of its shape. */
export function selectSamples<R extends Rank>(
  chosen: readonly boolean[],
  yes: Tensor<R>,
  no: Tensor<R>,
): Tensor<R> {
  if (yes === no || chosen.every(Boolean)) return yes
  if (!chosen.includes(true)) return no
  const rows = chosen.map((isChosen, row) => (isChosen ? row : row + chosen.length))
  return pickSamples(concat<Tensor<R>>([yes, no], 0), rows)
}

/** The samples with these indices, in this order. */
export function pickSamples<R extends Rank>(
  values: Tensor<R>,
  samples: readonly number[],
): Tensor<R> {
  return gather(values, tensor1d([...samples], 'int32'), 0)
}

/** The tensor with the samples of these indices replaced, in this order. */
export function replaceSamples<R extends Rank>(
  values: Tensor<R>,
  samples: readonly number[],
  replacements: Tensor<R>,
): Tensor<R> {
  const [count = 0] = values.shape
  const rows = Array.from({ length: count }, (_, row) => {
    const place = samples.indexOf(row)
    return place < 0 ? row : count + place
  })
  return pickSamples(concat<Tensor<R>>([values, replacements], 0), rows)
}
