import { type SavedFile } from '@spad/core'
import { saveModel } from '@spad/models'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { createSegmenter, type LoadProgress, useBackend } from '../src/index.js'
import { imageData } from './images.js'
import { freshModel } from './saved-model.js'
import { wasmPaths } from './wasm-paths.js'

let files: SavedFile[] = []
beforeAll(async () => {
  await useBackend('wasm', { wasmPaths })
  const model = freshModel()
  files = await saveModel(model)
  model.denoiser.dispose()
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** A server for the model, whose addresses are counted. */
function serve(): string[] {
  const asked: string[] = []
  const real = globalThis.fetch.bind(globalThis)
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input, location.href)
    asked.push(url.pathname)
    const name = /^\/a-model\/(.*)$/.exec(url.pathname)?.[1]
    if (name === undefined) return real(input, init)
    const file = files.find((each) => each.name === name)
    return new Response(file?.data as BodyInit, { status: file ? 200 : 404 })
  })
  return asked
}

const options = { model: '/a-model/', wasmPaths, backend: 'wasm', worker: false } as const

test('makes no request after it has loaded', async () => {
  const asked = serve()
  const progress: LoadProgress[] = []
  const segmenter = await createSegmenter({
    ...options,
    cache: false,
    onProgress: (now) => progress.push(now),
  })
  expect(new Set(progress.map(({ file }) => file))).toEqual(new Set(files.map(({ name }) => name)))
  asked.length = 0
  performance.clearResourceTimings()
  await segmenter.segment(imageData(), { ensemble: 2 })
  expect(asked).toEqual([])
  expect(performance.getEntriesByType('resource')).toEqual([])
  await segmenter.dispose()
})

test('keeps weights in a cache of the name that is given', async () => {
  const asked = serve()
  for (let visit = 0; visit < 2; visit++)
    await (await createSegmenter({ ...options, cache: 'mine' })).dispose()
  const shards = asked.filter((path) => path.endsWith('.bin'))
  expect(shards).toHaveLength(files.length - 1)
  expect(await caches.delete('mine')).toBe(true)
})
