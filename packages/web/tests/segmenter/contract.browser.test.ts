import { testSegmenter } from '@spad/core/testing'
import { beforeAll, test } from 'vitest'
import { createSegmenter, useBackend } from '../../src/index.js'
import { store } from '../saved-model.js'
import { wasmPaths } from '../wasm-paths.js'

// that models are made on
beforeAll(() => useBackend('cpu').then(() => undefined))

for (const [name, worker] of Object.entries({ worker: true, page: false }))
  testSegmenter(test, `in a ${name}`, async () => {
    const model = await store('lungs')
    return createSegmenter({ model, wasmPaths, backend: 'wasm', worker })
  })
