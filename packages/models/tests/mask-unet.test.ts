import { testDenoiser } from '@spad/core/testing'
import { zeros, type Tensor4D } from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { maskUnet, type MaskUnetOptions } from '../src/index.js'
import { onBackend } from './backend.js'

const small = { channels: 2, classes: 3, widths: [4, 6, 8], embedding: 8 }

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  onBackend(backend)
  testDenoiser(test, 'maskUnet', () => maskUnet(small))
  testDenoiser(test, 'maskUnet of 4 levels', () =>
    maskUnet({ ...small, widths: [4, 6, 8, 8], decoderWidths: [3, 4, 5], attention: 2 }),
  )
})

describe('what cannot work is refused', () => {
  onBackend('cpu')
  test.each([
    [{ widths: [4, 8] }, '`widths` has length 2: `maskUnet` needs at least 3.'],
    [{ embedding: 0 }, '`embedding` is 0: it must be an integer of at least 1.'],
    [
      { decoderWidths: [1, 0, 1] as const },
      '`decoderWidths` is 0: it must be an integer of at least 1.',
    ],
    [
      { decoderWidths: [1, 1] as unknown as [1, 1, 1] },
      '`decoderWidths` has length 2: it needs 3, for full, half and a quarter of the resolution.',
    ],
    [{ blocks: [0] }, '`blocks` has length 1: it needs one per width, 3.'],
  ])('%j', (option, message) => {
    expect(() => maskUnet({ ...small, ...option })).toThrow(`[@spad/models] ${message}`)
  })

  test('an option that it does not have', () => {
    expect(() => maskUnet({ ...small, depth: 3 } as MaskUnetOptions)).toThrow(
      '[@spad/models] `depth` is no option of `maskUnet`: it has channels, classes, widths, blocks, ' +
        'groupSize, attention, encoder, decoderWidths, embedding.',
    )
  })

  test('an image without a mask', () => {
    const denoiser = maskUnet(small)
    const image: Tensor4D = zeros([1, 8, 8, 2])
    const features = denoiser.encode(image)
    expect(() => denoiser.denoise(features)).toThrow(
      '[@spad/models] `state` or `timestep` is missing: `maskUnet` denoises a mask.',
    )
  })
})
