import { cpus, totalmem } from 'node:os'
import {
  concat,
  getBackend,
  grad,
  memory,
  mul,
  relu,
  round,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { findTensorFlow } from '../../src/backend/tensorflow-source.js'
import { backendNames, useBackend } from '../../src/index.js'

beforeAll(async () => {
  await useBackend('wasm')
})

test('wasm works, holds no tensor and says what it is', async () => {
  const { numTensors } = memory()
  expect(await useBackend('wasm')).toEqual({
    name: 'wasm',
    tfjs: 'wasm',
    version: 'tfjs-backend-wasm 4.22.0 with SIMD',
    device: cpus()[0]!.model.trim(),
    memory: totalmem(),
    threads: 1,
    passedOver: [],
  })
  expect(getBackend()).toBe('wasm')
  expect(memory().numTensors).toBe(numTensors)
})

test('cpu works without its advertisement', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  const report = await useBackend('cpu')
  expect(warn).not.toHaveBeenCalled()
  expect(report).toMatchObject({ name: 'cpu', tfjs: 'cpu', threads: 1 })
  expect(getBackend()).toBe('cpu')
  await useBackend('wasm')
})

function reluGradient(): number[] {
  return tidy(() => [...grad((x) => mul(relu(x), 2))(tensor1d([-1, 0, 0.5, 3])).dataSync()])
}

describe('native', () => {
  const installed = findTensorFlow(['cpu', 'cuda'])

  test('works where it is installed, and says what to install where it is not', async () => {
    const outcome = await useBackend('native', { threads: 1 }).catch((error: unknown) => error)
    if (installed === undefined) {
      expect(String(outcome)).toContain(
        '[@spad/node] native TensorFlow is not installed. Run `spad native install` (Linux on ' +
          'x86-64) or `npm install @tensorflow/tfjs-node`; the backend `wasm` needs nothing more.',
      )
      expect(getBackend()).toBe('wasm')
    } else {
      expect(outcome).toMatchObject({ name: 'native', tfjs: 'tensorflow', threads: 1 })
      expect(getBackend()).toBe('tensorflow')
      await expect(useBackend('native', { threads: 3 })).rejects.toThrow(
        '`threads` is 3: TensorFlow already runs with 1 in this process. Choose them before',
      )
      expect(await useBackend('native')).toMatchObject({ threads: 1 })
      expect(reluGradient()).toEqual([0, 0, 2, 2])
      // TensorFlow alone makes zeros of them
      expect(await round(tensor1d([3, -4, 0], 'int32')).array()).toEqual([3, -4, 0])
      expect(await round(tensor1d([3.4, -4.6, 2.5])).array()).toEqual([3, -5, 2])
      expect(() => concat([1, 2])).toThrow("Can't concatenate scalars (use tf.stack instead)")
      await useBackend('wasm')
      // TensorFlow's own ReLU gradient must not stay behind
      expect(reluGradient()).toEqual([0, 0, 2, 2])
    }
  })
})

test('what does not work says what it needs, and leaves the backend as it was', async () => {
  for (const name of ['cuda', 'webgpu'] as const) {
    const outcome = await useBackend(name).catch((error: unknown) => error)
    // on a machine with a card they work
    if (outcome instanceof Error) {
      expect(outcome.message).toMatch(/^\[@spad\/node\] .*(npm install|[uU]se another backend\.$)/s)
      expect(getBackend()).toBe('wasm')
    } else {
      expect(outcome).toMatchObject({ name })
      await useBackend('wasm')
    }
  }
})

test('auto takes the fastest that works and says why it passed the others over', async () => {
  const { name, passedOver } = await useBackend()
  const better = backendNames.slice(0, backendNames.indexOf(name))
  expect(passedOver.map((other) => other.name)).toEqual(better)
  for (const { reason } of passedOver) expect(reason).toMatch(/^[^[].+/)
  await useBackend('wasm')
})

test('refuses unknown names and thread counts', async () => {
  await expect(useBackend('webgl')).rejects.toThrow(
    '[@spad/node] `backend` is webgl: it must be one of auto, cuda, native, webgpu, wasm, cpu, wasm-relaxed.',
  )
  await expect(useBackend('native', { threads: 0 })).rejects.toThrow(
    '`threads` is 0: it must be an integer from 1.',
  )
})
