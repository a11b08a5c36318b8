import { getKernelsForBackend } from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { type BackendName, createSegmenter, type Segmenter, useBackend } from '../src/index.js'
import { blotches } from './blotches.js'
import { imageData } from './images.js'
import { answer, store } from './saved-model.js'

// makes the models
beforeAll(() => useBackend('cpu').then(() => undefined))

async function make(backend: BackendName, kind: 'mask' | 'spad'): Promise<Segmenter> {
  return createSegmenter({ model: await store(kind, kind), backend, worker: false })
}

const needsMore = {
  webgpu: async () => {
    const segmenter = await make('webgpu', 'mask')
    await segmenter.segment(imageData(), { steps: 2 })
    return segmenter
  },
  webgl: async () => {
    const segmenter = await make('webgl', 'spad')
    const image = imageData()
    const { height, width } = image
    const labels = { data: new Uint8Array(height * width), height, width }
    await segmenter.fineTune([{ image, labels }], { steps: 1 })
    return segmenter
  },
}

test.each([
  ['webgpu', 13],
  ['webgl', 16],
] as const)(
  '%s answers with few kernels as with all, which come for whoever needs them',
  async (backend, needed) => {
    const count = (): number => getKernelsForBackend(backend).length
    const few = await make(backend, 'spad')
    await few.segment(imageData(), { ensemble: 3 })
    const { probabilities } = await few.segment(imageData())
    expect(count()).toBe(needed)
    await few.dispose()

    const more = await needsMore[backend]()
    expect(count()).toBeGreaterThan(100)
    await more.dispose()

    await useBackend(backend)
    expect((await answer(blotches())).probabilities).toEqual(probabilities)
    await useBackend('cpu')
  },
)
