import { testDenoiser } from '@spad/core/testing'
import { describe, expect, test } from 'vitest'
import { plainUnet } from '../src/index.js'
import { onBackend } from './backend.js'

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  onBackend(backend)
  testDenoiser(test, 'plainUnet', () => plainUnet({ channels: 1, classes: 2, widths: [4, 6, 8] }))
})

test.each([
  [{ widths: [] }, '`widths` is empty: it needs a number per level.'],
  [
    { attention: 1 },
    '`attention` is no option of `plainUnet`: it has channels, classes, widths, groupSize.',
  ],
])('%j is refused', (option, message) => {
  expect(() => plainUnet({ channels: 1, classes: 2, ...option })).toThrow(
    `[@spad/models] ${message}`,
  )
})
