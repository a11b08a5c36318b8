import '@tensorflow/tfjs-backend-cpu'
import { type Backend, fail } from '@spad/core'
import { testBackend } from '@spad/core/testing'
import '@tensorflow/tfjs-core/dist/register_all_gradients.js'
import { getBackend, setBackend, version_core } from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { createSegmenter, useBackend } from '../../src/index.js'
import { holdBackend } from '../../src/backends/held-backend.js'
import { wasmPaths } from '../wasm-paths.js'

/** A backend in one file, from outside. */
function slow(more: Partial<Awaited<ReturnType<Backend['start']>>> = {}): Backend {
  return {
    name: 'slow',
    start: async () => {
      await setBackend('cpu')
      return { tfjs: 'cpu', version: version_core, device: 'an abacus', ...more }
    },
  }
}

testBackend(test, 'slow', () => slow())

test('is started by its name, and first where nobody names one', async () => {
  const report = { name: 'slow', tfjs: 'cpu', device: 'an abacus', passedOver: [] }
  expect(await useBackend('slow', { backends: [slow()] })).toEqual(report)
  expect(await useBackend('auto', { backends: [slow()], wasmPaths })).toEqual(report)
  expect(getBackend()).toBe('cpu')
})

test('is passed over for its reason, and the others are tried', async () => {
  const broken: Backend = { name: 'broken', start: () => fail('mine', 'it has no coal.') }
  const backends = [slow({ reluctant: 'it is slow' }), broken]
  const report = await useBackend('auto', { backends, wasmPaths })
  expect(report.name).toBe('wasm')
  expect(report.passedOver.slice(0, 2)).toEqual([
    { name: 'slow', reason: 'it is slow' },
    { name: 'broken', reason: '[@spad/mine] it has no coal.' },
  ])
  await expect(useBackend('broken', { backends })).rejects.toThrow(
    '`backend` is broken, which does not work here (broken: [@spad/mine] it has no coal.).',
  )
  await expect(useBackend('nobody', { backends })).rejects.toThrow(
    '`backend` is nobody: it must be auto, slow, broken, webgpu, webgl, wasm, cpu.',
  )
})

test('takes the place of one of the same name, and says when its device is lost', async () => {
  let lose: (reason: string) => void = () => undefined
  const backends = [{ ...slow(), name: 'cpu', watch: (told: typeof lose) => (lose = told) }]
  const held = await holdBackend('cpu', { backends })
  expect(held.report.device).toBe('an abacus')
  expect(held.trouble()).toBeUndefined()
  lose('it fell off the table')
  expect(held.trouble()).toBe('it fell off the table')
  await held.release()
})

test('cannot be sent to a worker', async () => {
  await expect(createSegmenter({ model: '/model', backends: [slow()] })).rejects.toThrow(
    '`backends` cannot be sent to a worker: set `worker: false`, or make one that calls ' +
      '`serveSegmenter(self, { backends })` of @spad/web/serve.',
  )
})
