import { dispose, memory, mul, type Scalar, tensor4d } from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import {
  type Batch,
  diceCrossEntropy,
  gradientsHere,
  gradientsOf,
  type GradientsContext,
} from '../../src/index.js'
import { testBackend } from '../backend.js'
import { tinyDenoiser } from '../tiny-denoiser.js'

let context: GradientsContext
beforeAll(async () => {
  await testBackend()
  context = { denoiser: tinyDenoiser(), loss: diceCrossEntropy() }
})

function batchOf(): Batch {
  const values = Float32Array.from({ length: 64 }, (_, i) => Math.sin(i))
  const masks = [...values].flatMap((value) => (value < 0 ? [1, 0] : [0, 1]))
  return {
    image: tensor4d(values, [1, 8, 8, 1]),
    target: tensor4d(masks, [1, 8, 8, 2]),
    weight: tensor4d(new Float32Array(64).fill(1), [1, 8, 8, 1]),
  }
}

it('are those of the function that is given', async () => {
  const batch = batchOf()
  const twice = gradientsOf(({ image, target, weight }, { denoiser, loss }) => {
    const logits = denoiser.denoise(denoiser.encode(image))
    return mul<Scalar>(loss(logits, target, weight), 2)
  })
  const before = memory().numTensors
  const [one, two] = [await gradientsHere(batch, context), await twice(batch, context)]
  expect(two.loss).toBeCloseTo(2 * one.loss, 5)
  expect(Object.keys(two.gradients)).toEqual(Object.keys(one.gradients))
  for (const [name, gradient] of Object.entries(one.gradients)) {
    const doubled = (await two.gradients[name]!.data()) as Float32Array
    ;(await gradient.data()).forEach((value, i) => {
      expect(doubled[i]).toBeCloseTo(2 * value, 5)
    })
  }
  dispose([one.gradients, two.gradients])
  expect(memory().numTensors).toBe(before)
  dispose({ ...batch })
})

it('leave nothing behind when nobody waits for them any more', async () => {
  const batch = batchOf()
  const before = memory().numTensors
  const signal = AbortSignal.abort(new Error('enough'))
  await expect(gradientsHere(batch, { ...context, signal })).rejects.toThrow('enough')
  expect(memory().numTensors).toBe(before)
  dispose({ ...batch })
})
