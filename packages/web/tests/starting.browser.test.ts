import { engine, registerBackend, removeBackend } from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import {
  createSegmenter,
  type SegmenterOptions,
  type Source,
  SpadError,
  useBackend,
} from '../src/index.js'
import { imageData } from './images.js'
import { store } from './saved-model.js'
import { wasmPaths } from './wasm-paths.js'

let model: string

// a page that has started no backend of its own
beforeAll(async () => {
  await useBackend('cpu')
  model = await store('lungs')
  const { factory, priority } = engine().registryFactory.cpu!
  removeBackend('cpu')
  registerBackend('cpu', factory, priority)
})

const make = (options: Partial<SegmenterOptions> = {}) =>
  createSegmenter({ model, wasmPaths, worker: false, ...options })

afterEach(() => {
  vi.restoreAllMocks()
})

test('several at once in a page all have the fast backend, and agree', async () => {
  for (let trial = 0; trial < 3; trial++) {
    const all = await Promise.all(Array.from({ length: 4 }, () => make({ backend: 'wasm' })))
    expect(all.map(({ backend }) => backend.name)).toEqual(['wasm', 'wasm', 'wasm', 'wasm'])
    const answers = await Promise.all(all.map((segmenter) => segmenter.segment(imageData())))
    for (const { labels } of answers) expect(labels).toEqual(answers[0]!.labels)
    for (const segmenter of all) await segmenter.dispose()
  }
  expect(engine().state.numTensors).toBe(0)
})

test('two of different backends that start at once do not prove each other', async () => {
  const [cpu, wasm] = await Promise.all([make({ backend: 'cpu' }), make({ backend: 'wasm' })])
  expect([cpu.backend.name, wasm.backend.name]).toEqual(['cpu', 'wasm'])
  const answers = await Promise.all([cpu.segment(imageData()), wasm.segment(imageData())])
  expect(answers[0].labels).toEqual(answers[1].labels)
  await cpu.dispose()
  await wasm.dispose()
})

test('a server that refuses HEAD still serves wasm', async () => {
  const real = globalThis.fetch.bind(globalThis)
  vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) =>
    init?.method === 'HEAD'
      ? Promise.resolve(new Response(null, { status: 405 }))
      : real(input, init),
  )
  const segmenter = await make({ backend: 'wasm' })
  expect(segmenter.backend.name).toBe('wasm')
  await segmenter.dispose()
})

test('auto says when only the slowest is left', async () => {
  const warnings: string[] = []
  const segmenter = await make({
    wasmPaths: '/nowhere/',
    onWarning: (warning) => warnings.push(warning),
  })
  expect(segmenter.backend.name).toBe('cpu')
  expect(warnings).toEqual([expect.stringMatching(/^only the cpu backend works here.*wasm: /)])
  await segmenter.dispose()
})

test('a worker that never speaks is given up, and says what to look at', async () => {
  const silent = new Worker(URL.createObjectURL(new Blob(['']))) // a script that does nothing
  const error = await make({ worker: () => silent, startTimeout: 200 }).catch(
    (error: unknown) => error,
  )
  expect(error).toBeInstanceOf(SpadError)
  expect(error).toMatchObject({
    code: 'worker',
    where: 'web',
    problem: expect.stringMatching(
      /^the worker did not start within 0.2 s: .*Content-Security-Policy/,
    ) as string,
  })
})

test.each([
  ['nothing', undefined, '`source` is undefined: it must be an image.'],
  ['a text', 'scan.png', '`source` is scan.png: it must be an image.'],
  ['another object', {}, '`source` is [object Object]: it must be an image. Give ImageData, '],
  [
    'numbers that are none',
    { data: Float32Array.of(NaN, 0, 0, 0), height: 2, width: 2, channels: 1 },
    '`image` holds NaN in row 0, column 0',
  ],
  [
    'numbers of no scale',
    { data: new Float64Array(4), height: 2, width: 2, channels: 1 },
    '`source.data` must be a Float32Array, Uint8Array or Uint16Array.',
  ],
  [
    'numbers without channels',
    { data: new Float32Array(4), height: 2, width: 2 },
    '`source` is [object Object]: it must be an image. Give ImageData, ',
  ],
  [
    'too few numbers',
    { data: new Uint8Array(3), height: 2, width: 2, channels: 1 },
    '`image.data` has 3 values: 2 × 2 pixels of 1 channel have 4.',
  ],
  [
    'other channels',
    { data: new Uint8Array(12), height: 2, width: 2, channels: 3 },
    '`channels` of the image is 3: the network takes 1.',
  ],
])('refuses %s with words of ours', async (_, source, words) => {
  const segmenter = await make({ backend: 'wasm' })
  const error: unknown = await segmenter
    .segment(source as unknown as Source)
    .catch((error: unknown) => error)
  expect(error).toBeInstanceOf(SpadError)
  expect(String(error)).toContain(words)
  await segmenter.dispose()
})

test.each([true, false])(
  'labels alone are the same; warming up leaves nothing (worker: %s)',
  async (worker) => {
    const segmenter = await make({ backend: 'wasm', worker })
    const before = await segmenter.memory()
    await segmenter.warmup()
    expect(await segmenter.memory()).toEqual(before)
    const { labels } = await segmenter.segment(imageData())
    const alone = await segmenter.segment(imageData(), { outputs: ['labels'] })
    expect(alone.labels).toEqual(labels)
    expect(alone.probabilities.data.length).toBe(0)
    await segmenter.dispose()
  },
)
