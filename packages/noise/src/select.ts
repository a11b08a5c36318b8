import { concat, gather, type Rank, type Tensor, tensor1d } from '@tensorflow/tfjs-core'
import type { Batch, Random } from '@spad/core'

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
  return gather(concat<Tensor<R>>([yes, no], 0), tensor1d(rows, 'int32'), 0)
}

/** The masks of the previous sample of the batch for each sample. */
export function rollTarget(target: Batch['target']): Batch['target'] {
  const samples = target.shape[0]
  const rows = Array.from({ length: samples }, (_, row) => (row + samples - 1) % samples)
  return gather(target, tensor1d(rows, 'int32'), 0)
}
