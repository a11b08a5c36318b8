import { testDenoiser } from '@spad/core/testing'
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
})

describe('options', () => {
  onBackend('cpu')
  test.each([
    [{ widths: [] }, '`widths` is empty: it needs a number per level.'],
    [{ widths: [4, 0] }, '`widths` is 0: it must be an integer of at least 1.'],
    [{ blocks: [1] }, '`blocks` has 1 numbers: it needs one per width, 3.'],
    [{ attention: 3 }, "`attention` is 3: it must divide the lowest level's width, 8."],
    [{ classes: 1 }, '`classes` is 1: it must be an integer of at least 2.'],
    [
      { depth: 3 },
      '`depth` is no option of `unet`: it has channels, classes, widths, blocks, groupSize, attention.',
    ],
  ])('%j is refused', (option, message) => {
    expect(() => unet({ ...small, ...option })).toThrow(`[@spad/models] ${message}`)
  })
})
