import type { SavedFile } from '@spad/core'
import { memory } from '@tensorflow/tfjs-core'
import { createModel, recipe, saveModel } from '@spad/models'
import { beforeAll, expect, test } from 'vitest'
import { loadModelFromUrl, segmentImageData } from '../../src/index.js'
import { blotches } from '../blotches.js'
import { startWasm } from '../start-wasm.js'

beforeAll(startWasm)

const classes = [
  { name: 'background', value: 0, color: [0, 0, 0] as const },
  { name: 'lung', value: 255, color: [0, 128, 255] as const },
]

function freshModel() {
  const options = { height: 32, width: 32, channels: 1, classes, preset: 'tiny' } as const
  return createModel(recipe('spad', options).config, { seed: 5 })
}

function serve(files: readonly SavedFile[]) {
  const byAddress = new Map(files.map(({ name, data }) => [`https://a.example/m/${name}`, data]))
  return (url: string) => {
    const data = byAddress.get(url) as Uint8Array<ArrayBuffer> | undefined
    return Promise.resolve(data ? new Response(data) : new Response('', { status: 404 }))
  }
}

test('segments as the model that was saved', async () => {
  const before = memory().numTensors
  const model = freshModel()
  const files = await saveModel(model, { seed: 5 })
  const progress: string[] = []
  const loaded = await loadModelFromUrl('https://a.example/m', {
    fetch: serve(files),
    onProgress: ({ file }) => progress.push(file),
  })
  expect(loaded.metadata).toMatchObject({ seed: 5 })
  expect(new Set(progress)).toEqual(new Set(files.map(({ name }) => name)))
  expect(await segmentImageData(loaded.model, blotches())).toEqual(
    await segmentImageData(model, blotches()),
  )
  model.denoiser.dispose()
  loaded.model.denoiser.dispose()
  expect(memory().numTensors).toBe(before)
})

test('names the file that is missing', async () => {
  const model = freshModel()
  const [first, ...others] = await saveModel(model)
  model.denoiser.dispose()
  await expect(loadModelFromUrl('https://a.example/m', { fetch: serve(others) })).rejects.toThrow(
    `\`${String(first?.name)}\` cannot be read ([@spad/web] https://a.example/m/${String(first?.name)} ` +
      "answered 404: is `url` the model's folder?)",
  )
})

test('stops with the reason of the signal', async () => {
  await expect(
    loadModelFromUrl('https://a.example/m', {
      signal: AbortSignal.abort(new Error('enough')),
      fetch: serve([]),
    }),
  ).rejects.toThrow(/^enough$/)
})
