import { backend, engine, getBackend, memory, scalar, setBackend } from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { type BackendName, createSegmenter, useBackend } from '../../src/index.js'
import { blotches } from '../blotches.js'
import { imageData } from '../images.js'
import { answer, store } from '../saved-model.js'
import { wasmPaths } from '../wasm-paths.js'

const make = async (name: BackendName | 'auto') =>
  createSegmenter({ model: await store('lungs'), wasmPaths, backend: name, worker: false })

const alive = (name: BackendName): boolean => name in engine().registry

beforeAll(() => useBackend('cpu').then(() => undefined))

// an answer that was given up frees its tensors when it next draws breath
afterEach(() => expect.poll(() => memory().numTensors, { timeout: 10_000 }).toBe(0))

test('ends the backend that it started, when the last one goes', async () => {
  expect(alive('webgl')).toBe(false)
  const first = await make('webgl')
  const second = await make('webgl')
  await first.dispose()
  expect(alive('webgl')).toBe(true)
  await second.segment(imageData())
  await second.dispose()
  expect(alive('webgl')).toBe(false)
  const third = await make('webgl')
  await third.segment(imageData())
  await third.dispose()
})

test("takes the page's own backend, and leaves it", async () => {
  await useBackend('cpu')
  const segmenter = await make('auto')
  expect(segmenter.backend.name).toBe('cpu')
  await segmenter.dispose()
  expect([alive('cpu'), getBackend()]).toEqual([true, 'cpu'])
})

test('gives the page its backend back', async () => {
  await useBackend('cpu')
  const segmenter = await make('wasm')
  expect(getBackend()).toBe('wasm')
  await setBackend('cpu')
  expect((await segmenter.segment(imageData())).backend).toBe('wasm')
  await segmenter.dispose()
  expect(getBackend()).toBe('cpu')
})

const lose = {
  webgl: () => {
    const { gl } = (backend() as unknown as { gpgpu: { gl: WebGL2RenderingContext } }).gpgpu
    gl.getExtension('WEBGL_lose_context')?.loseContext()
  },
  webgpu: () => {
    ;(backend() as unknown as { device: GPUDevice }).device.destroy()
  },
}

test.each(['webgl', 'webgpu'] as const)('a lost %s is replaced, with the model', async (name) => {
  expect(alive(name)).toBe(false)
  const segmenter = await make(name)
  const right = await segmenter.segment(imageData())
  lose[name]()
  const found = await segmenter.segment(imageData())
  expect(found.labels).toEqual(right.labels)
  lose[name]()
  expect((await segmenter.segment(imageData())).probabilities).toEqual(right.probabilities)
  await segmenter.dispose()
})

test('a device without memory is replaced', async () => {
  const segmenter = await make('webgpu')
  const right = await segmenter.segment(imageData())
  const { device } = backend() as unknown as { device: GPUDevice }
  const error = new GPUOutOfMemoryError('no room')
  device.dispatchEvent(new GPUUncapturedErrorEvent('uncapturederror', { error }))
  expect((await segmenter.segment(imageData())).labels).toEqual(right.labels)
  expect((backend() as unknown as { device: GPUDevice }).device).not.toBe(device)
  await segmenter.dispose()
})

test('the answer after a loss is that of the model', async () => {
  await useBackend('cpu')
  const right = await answer(blotches())
  const segmenter = await make('webgl')
  lose.webgl()
  expect((await segmenter.segment(imageData())).labels).toEqual(right.labels)
  await segmenter.dispose()
})

// from here on webgl is the page's
test('leaves a backend on which the page has tensors by now', async () => {
  const segmenter = await make('webgl')
  const mine = scalar(3)
  await segmenter.dispose()
  expect(await mine.data()).toEqual(new Float32Array([3]))
  mine.dispose()
})

test("says that the page's own device is lost", async () => {
  await useBackend('webgl')
  const segmenter = await make('webgl')
  lose.webgl()
  await expect(segmenter.segment(imageData())).rejects.toThrow(
    "[@spad/web] the page's own webgl is of no more use (its context was lost): start it again, and create another segmenter.",
  )
  await segmenter.dispose()
})
