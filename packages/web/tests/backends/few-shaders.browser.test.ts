import { GroupNorm, GroupNormGrad, SoftmaxSums, SoftmaxSumsGrad, train } from '@spad/core'
import { phantomDataset } from '@spad/core/phantoms'
import { createModel, recipe } from '@spad/models'
import { backend, unregisterKernel } from '@tensorflow/tfjs-core'
import { expect, test, vi } from 'vitest'
import { useBackend } from '../../src/index.js'

/** The calls of shaders that the second step of a training takes, and the losses. */
async function trained(): Promise<{ calls: number; losses: number[] }> {
  const data = phantomDataset({ kind: 'chest', count: 8 })
  const size = { height: 16, width: 16, channels: data.channels, classes: data.classes }
  const { config, options } = recipe('unet', { ...size, preset: 'tiny', steps: 2 })
  const model = createModel(config, { seed: 1 })
  const gpu = backend() as unknown as { runWebGPUProgram(...call: unknown[]): unknown }
  const counted = vi.spyOn(gpu, 'runWebGPUProgram')
  const losses = []
  let before = 0
  for await (const { step, loss } of train(model, data, { ...options, batchSize: 2 })) {
    losses.push(loss)
    if (step === 1) before = counted.mock.calls.length
  }
  const calls = counted.mock.calls.length - before
  counted.mockRestore()
  model.denoiser.dispose()
  return { calls, losses }
}

test('a step takes less than half of the shaders that it takes without ours, to the same loss', async () => {
  await useBackend('webgpu', { registerGradients: true })
  const ours = await trained()
  for (const kernel of [GroupNorm, GroupNormGrad, SoftmaxSums, SoftmaxSumsGrad])
    unregisterKernel(kernel, 'webgpu')
  const theirs = await trained()
  expect(ours.calls / theirs.calls, `${ours.calls} of ${theirs.calls}`).toBeLessThan(0.5)
  for (const [i, loss] of ours.losses.entries()) expect(loss).toBeCloseTo(theirs.losses[i]!, 4)
})
