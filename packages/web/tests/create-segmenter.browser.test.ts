import type { Segmentation } from '@spad/core'
import { expect, test } from 'vitest'
import { createSegmenter, useBackend } from '../src/index.js'
import { blotches } from './blotches.js'
import { answer, classes, store } from './saved-model.js'
import { wasmPaths } from './wasm-paths.js'

function imageData(): ImageData {
  const { data, height, width } = blotches()
  return new ImageData(data, width, height)
}

async function canvas(): Promise<HTMLCanvasElement> {
  const made = document.createElement('canvas')
  const image = imageData()
  made.width = image.width
  made.height = image.height
  made.getContext('2d')?.putImageData(image, 0, 0)
  return Promise.resolve(made)
}

const sources = {
  ImageData: () => Promise.resolve(imageData()),
  ImageBitmap: () => createImageBitmap(imageData()),
  'a canvas': canvas,
  'a PNG file': async () => {
    const drawn = await canvas()
    return await new Promise<Blob>((resolve) => {
      drawn.toBlob((blob) => {
        if (blob) resolve(blob)
      })
    })
  },
}

test.each([
  ['in a worker', true],
  ['in the page', false],
])('answers %s as the model does, whatever holds the image', async (_, worker) => {
  await useBackend('wasm', { wasmPaths })
  const right = await answer(blotches())
  const model = await store('lungs')
  const segmenter = await createSegmenter({ model, wasmPaths, backend: 'wasm', worker })
  expect(segmenter.backend).toMatchObject({ name: 'wasm', passedOver: [] })
  expect(segmenter.metadata).toMatchObject({ classes, refines: false })
  for (const make of Object.values(sources)) {
    const { labels, probabilities, uncertainty, timing } = await segmenter.segment(await make())
    expect({ labels, probabilities, uncertainty }).toEqual(right)
    expect(timing.total).toBeGreaterThanOrEqual(timing.inference)
  }
  await segmenter.dispose()
})

test.each([
  ['in a worker', true],
  ['in the page', false],
])('shows %s what comes of each step', async (_, worker) => {
  await useBackend('wasm', { wasmPaths })
  const right = await answer(blotches(), 'mask', 3)
  const model = await store('refined', 'mask')
  const segmenter = await createSegmenter({ model, wasmPaths, backend: 'wasm', worker })
  const seen: Segmentation[] = []
  const progress: string[] = []
  const { labels, probabilities, uncertainty } = await segmenter.segment(imageData(), {
    steps: 3,
    onStep: (soFar) => seen.push(soFar),
    onProgress: (done, of) => progress.push(`${done}/${of}`),
  })
  expect({ labels, probabilities, uncertainty }).toEqual(right)
  expect(progress).toEqual(['1/3', '2/3', '3/3'])
  expect(seen).toHaveLength(3)
  expect(seen[0]).not.toEqual(seen[1])
  expect(seen[2]).toEqual(right)
  await segmenter.dispose()
})
