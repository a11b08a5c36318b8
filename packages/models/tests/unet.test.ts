import { createRandom, diceCrossEntropy, gradientsHere, randomNormal } from '@spad/core'
import { testDenoiser } from '@spad/core/testing'
import { dispose, memory, ones, type Rank, type Tensor4D, tidy } from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { unet } from '../src/index.js'
import { onBackend } from './backend.js'

const small = { channels: 2, classes: 3, widths: [4, 6, 8] }

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  onBackend(backend)
  testDenoiser(test, 'unet', () => unet(small))
  testDenoiser(test, 'unet with attention', () =>
    unet({ ...small, attention: 2, blocks: [1, 0, 2] }),
  )
  testDenoiser(test, 'unet with a residual encoder', () =>
    unet({ ...small, encoder: 'residual', blocks: [0, 1, 1] }),
  )
  testDenoiser(test, 'unet that is supervised deeply', () =>
    unet({ ...small, widths: [4, 4, 6, 8], deep: true }),
  )
})

describe('deep supervision', () => {
  onBackend('wasm')
  const options = { ...small, widths: [4, 6, 8, 8], deep: true }

  test('asks for logits at each level but the two coarsest, the finest those of the answer', async () => {
    const before = memory().numTensors
    const denoiser = unet(options, createRandom(1))
    const image = randomNormal<Rank.R4>([2, 16, 24, 2], createRandom(2))
    const features = tidy(() => [...denoiser.encode(image)])
    const levels = tidy(() => [...denoiser.deep!(features)])
    const answer = tidy(() => denoiser.denoise(features))
    expect(levels.map(({ shape }) => shape)).toEqual([
      [2, 16, 24, 3],
      [2, 8, 12, 3],
    ])
    expect(await levels[0]!.data()).toEqual(await answer.data())
    dispose([...levels, ...features, answer, image])
    denoiser.dispose()
    expect(memory().numTensors).toBe(before)
  })

  test('all its weights learn, with those of the coarser answers', async () => {
    const denoiser = unet(options, createRandom(1))
    const target = tidy(() => ones<Rank.R4>([1, 16, 16, 3]).div<Tensor4D>(3))
    const image = randomNormal<Rank.R4>([1, 16, 16, 2], createRandom(2))
    const batch = { image, target, weight: ones<Rank.R4>([1, 16, 16, 1]) }
    const { loss, gradients } = await gradientsHere(batch, { denoiser, loss: diceCrossEntropy() })
    expect(loss).toBeGreaterThan(0)
    expect(Object.keys(gradients).length).toBe(Object.keys(denoiser.variables).length)
    const coarse = gradients[denoiser.variables['decoder/head1/kernel']!.name]
    expect(((await coarse!.data()) as Float32Array).some((value) => Math.abs(value) > 1e-4)).toBe(
      true,
    )
    dispose([gradients, batch])
    denoiser.dispose()
  })

  test('stands in the config, where it is on alone', () => {
    const configs = [{}, { deep: true }, { deep: false }, { encoder: 'residual' as const }].map(
      (more) => {
        const denoiser = unet({ ...small, ...more })
        denoiser.dispose()
        const { type, ...config } = denoiser.config
        const again = unet(config as never)
        again.dispose()
        expect(again.config).toEqual({ type, ...config })
        return Object.keys(denoiser.config)
      },
    )
    const plain = ['type', 'channels', 'classes', 'widths', 'blocks', 'groupSize', 'attention']
    expect(configs).toEqual([plain, [...plain, 'deep'], plain, [...plain, 'encoder']])
  })
})

describe('options', () => {
  onBackend('cpu')
  test.each([
    [{ widths: [] }, '`widths` is empty: it needs a number per level.'],
    [{ widths: [4, 0] }, '`widths` is 0: it must be an integer of at least 1.'],
    [{ blocks: [1] }, '`blocks` has length 1: it needs one per width, 3.'],
    [{ attention: 3 }, "`attention` is 3: it must divide the lowest level's width, 8."],
    [{ classes: 1 }, '`classes` is 1: it must be an integer of at least 2.'],
    [{ deep: 1 }, '`deep` is 1: it must be true or false.'],
    [
      { encoder: 'plain' },
      '`encoder` is "plain": it must be "residual", or left out for strided convolutions.',
    ],
    [
      { depth: 3 },
      '`depth` is no option of `unet`: it has channels, classes, widths, blocks, groupSize, attention, encoder, deep.',
    ],
  ])('%j is refused', (option, message) => {
    expect(() => unet({ ...small, ...(option as object) })).toThrow(`[@spad/models] ${message}`)
  })
})
