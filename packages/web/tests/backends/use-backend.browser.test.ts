import {
  conv2d,
  getBackend,
  getKernel,
  grad,
  memory,
  ones,
  type Rank,
  registerKernel,
  sum,
  type Tensor4D,
  unregisterKernel,
  zeros,
} from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { type BackendName, useBackend } from '../../src/index.js'
import { wasmPaths } from '../wasm-paths.js'

// first, since a backend once started stays
test('says where a .wasm file was looked for', async () => {
  await expect(useBackend('wasm', { wasmPaths: '/nowhere/' })).rejects.toThrow(
    /^\[@spad\/web\] `backend` is wasm, which does not work here \(wasm: \/nowhere\/tfjs-backend-wasm-simd\.wasm is .*\)\. Install its package @tensorflow\/tfjs-backend-\*, or choose another of auto, webgpu, webgl, wasm, cpu\.$/,
  )
})

test('says that a server is away', async () => {
  await expect(useBackend('wasm', { wasmPaths: 'http://127.0.0.1:1/' })).rejects.toThrow(
    'http://127.0.0.1:1/tfjs-backend-wasm-simd.wasm cannot be fetched',
  )
})

test.each(['webgpu', 'webgl', 'wasm', 'cpu'] satisfies BackendName[])(
  'starts %s when asked for it',
  async (name) => {
    const report = await useBackend(name, { wasmPaths })
    expect(report).toMatchObject({ name, passedOver: [] })
    expect(report.device).not.toBe('')
    expect(getBackend()).toBe(name)
    expect(memory().numTensors).toBe(0)
  },
)

test('passes over graphics made in software when it may choose', async () => {
  const report = await useBackend('auto', { wasmPaths })
  expect(report.name).toBe('wasm')
  const threads = navigator.hardwareConcurrency
  expect(report.device).toBe(
    `WebAssembly, ${threads > 1 ? `up to ${threads} threads` : 'one thread'}`,
  )
  expect(report.passedOver).toEqual([
    { name: 'webgpu', reason: expect.stringMatching(/ is software, slower than wasm$/) as string },
    { name: 'webgl', reason: expect.stringMatching(/ is software, slower than wasm$/) as string },
  ])
})

test('takes the last resort where the others are missing', async () => {
  const report = await useBackend('auto', { wasmPaths: '/nowhere/' })
  expect(report.name).toBe('cpu')
  expect(report.passedOver.map(({ name }) => name)).toEqual(['webgpu', 'webgl', 'wasm'])
})

test('keeps the backend before it when the wanted one fails', async () => {
  await useBackend('cpu')
  await expect(useBackend('wasm', { wasmPaths: '/nowhere/' })).rejects.toThrow('`backend` is wasm')
  expect(getBackend()).toBe('cpu')
})

test('refuses a backend that it does not know', async () => {
  await expect(useBackend('cuda')).rejects.toThrow(
    '[@spad/web] `backend` is cuda: it must be auto, webgpu, webgl, wasm, cpu.',
  )
})

test('proves a backend by its numbers', async () => {
  await useBackend('cpu')
  const kernel = getKernel('Conv2D', 'cpu')
  unregisterKernel('Conv2D', 'cpu')
  registerKernel({ ...kernel, kernelFunc: () => zeros([1, 4, 4, 1]) })
  await expect(useBackend('cpu')).rejects.toThrow(
    '(cpu: its convolution gave 0 where 28111 is right)',
  )
  unregisterKernel('Conv2D', 'cpu')
  registerKernel(kernel)
  expect((await useBackend('cpu')).name).toBe('cpu')
})

test('trains on wasm where gradients are asked for', async () => {
  await useBackend('wasm', { wasmPaths, registerGradients: true })
  const filter = ones<Rank.R4>([3, 3, 1, 1])
  const image: Tensor4D = ones([1, 3, 3, 1])
  const slope = grad((x) => sum(conv2d(image, x as Tensor4D, 1, 'same')))(filter)
  expect([...(await slope.data())]).toEqual([4, 6, 4, 6, 9, 6, 4, 6, 4])
})
