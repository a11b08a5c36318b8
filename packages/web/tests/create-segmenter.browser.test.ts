import type { Segmentation } from '@spad/core'
import { describe, expect, test } from 'vitest'
import { createSegmenter, type Segmenter, type SegmenterOptions, useBackend } from '../src/index.js'
import { blotches } from './blotches.js'
import { imageData, sources } from './images.js'
import { answer, classes, store } from './saved-model.js'
import { wasmPaths } from './wasm-paths.js'

const places = [
  ['in a worker', true],
  ['in the page', false],
] as const

describe.each(places)('%s', (_, worker) => {
  async function make(options: Partial<SegmenterOptions> = {}): Promise<Segmenter> {
    const model = await store('lungs')
    return createSegmenter({ model, wasmPaths, backend: 'wasm', worker, ...options })
  }

  test('answers as the model does, whatever holds the image', async () => {
    await useBackend('wasm', { wasmPaths })
    const right = await answer(blotches())
    const segmenter = await make()
    expect(segmenter.backend).toMatchObject({ name: 'wasm', passedOver: [] })
    expect(segmenter.metadata).toMatchObject({ classes, refines: false })
    for (const hold of Object.values(sources)) {
      const image = await hold()
      const { labels, probabilities, uncertainty, timing } = await segmenter.segment(image)
      expect({ labels, probabilities, uncertainty }).toEqual(right)
      expect(timing.total).toBeGreaterThanOrEqual(timing.inference)
      expect(image instanceof Blob || image.width).toBeTruthy() // it is still the caller's
    }
    await segmenter.dispose()
  })

  test('shows what comes of each step', async () => {
    await useBackend('wasm', { wasmPaths })
    const right = await answer(blotches(), 'mask', 3)
    const segmenter = await make({ model: await store('refined', 'mask') })
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

  test('fifty answers leave nothing behind', async () => {
    const segmenter = await make()
    const image = imageData()
    await segmenter.segment(image, { ensemble: 3 })
    const before = await segmenter.memory()
    expect(before.tensors).toBeGreaterThan(0)
    for (let i = 0; i < 50; i++) await segmenter.segment(image, { seed: i })
    expect(await segmenter.memory()).toEqual(before)
    await segmenter.dispose()
  })

  test('an abort ends one call, and the next one goes on', async () => {
    const segmenter = await make({ model: await store('refined', 'mask') })
    const before = await segmenter.memory()
    const controller = new AbortController()
    const reason = new Error('enough')
    const aborted = segmenter.segment(imageData(), {
      steps: 1000,
      signal: controller.signal,
      onProgress: () => {
        controller.abort(reason)
      },
    })
    await expect(aborted).rejects.toBe(reason)
    await expect(
      segmenter.segment(imageData(), { signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason)
    expect((await segmenter.segment(imageData())).labels.data).toHaveLength(480)
    expect(await segmenter.memory()).toEqual(before)
    await segmenter.dispose()
  })

  test('an abort ends the loading', async () => {
    const controller = new AbortController()
    const loading = make({ signal: controller.signal })
    const reason = new Error('enough')
    controller.abort(reason)
    await expect(loading).rejects.toBe(reason)
  })

  test('says what is wrong, and works on', async () => {
    const segmenter = await make()
    await expect(
      segmenter.segment(new File(['no'], 'a.png', { type: 'image/png' })),
    ).rejects.toThrow(
      '[@spad/web] `source` is a file "a.png" of type "image/png" that this browser cannot decode: give a PNG or a JPEG that is whole.',
    )
    await expect(segmenter.segment(imageData(), { steps: 0 })).rejects.toThrow(
      '[@spad/core] `steps` is 0: it must be an integer of at least 1.',
    )
    const [height, width] = [2 ** 17, 2 ** 17]
    const vast = { data: { length: 4 * height * width }, height, width } as unknown as ImageData
    await expect(segmenter.segment(vast)).rejects.toThrow(
      '[@spad/web] the image takes more memory than there is: make it smaller.',
    )
    await segmenter.segment(imageData())
    await segmenter.dispose()
    await expect(segmenter.segment(imageData())).rejects.toThrow(
      '[@spad/web] the segmenter was disposed: create another one.',
    )
    await segmenter.dispose()
    await expect(make({ model: 'indexeddb://nobody' })).rejects.toThrow(
      '[@spad/web] `model` is indexeddb://nobody: no such model is stored (there: ',
    )
    await expect(make({ model: '/nowhere/' })).rejects.toThrow(
      '[@spad/core] `model.json` cannot be read ([@spad/web] ',
    )
  })
})

test('a worker that cannot start is an error, not a wait', async () => {
  const model = await store('lungs')
  const worker = () => new Worker('/nowhere.js', { type: 'module' })
  await expect(createSegmenter({ model, wasmPaths, worker })).rejects.toThrow(
    '[@spad/web] the worker failed: is its file served? Set `worker` to a function that makes one, or to false.',
  )
})

test('a canvas that is too large to draw is told', async () => {
  const model = await store('lungs')
  const segmenter = await createSegmenter({ model, wasmPaths, backend: 'wasm', worker: false })
  await expect(segmenter.segment(new OffscreenCanvas(70_000, 70_000))).rejects.toThrow(
    '[@spad/web] `source` is 70000 × 70000 pixels: it must hold an image that this browser can draw.',
  )
  await segmenter.dispose()
})

test('parts of its own cannot go to a worker', async () => {
  const parts = { denoisers: {}, noiseSchedules: {}, samplers: {} }
  await expect(createSegmenter({ model: '/m/', parts })).rejects.toThrow(
    '[@spad/web] `parts` cannot be sent to a worker: set `worker: false`, or make one that calls',
  )
})
