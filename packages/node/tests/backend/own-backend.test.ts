import { getBackend, setBackend } from '@tensorflow/tfjs-core'
import { type Backend, fail } from '@spad/core'
import { testBackend } from '@spad/core/testing'
import { expect, test } from 'vitest'
import { cpu } from '../../src/backend/cpu.js'
import { wasm } from '../../src/backend/wasm.js'
import { useBackend } from '../../src/index.js'

// what useBackend does before it starts one
await import('@tensorflow/tfjs')

testBackend(test, 'wasm', () => wasm)
testBackend(test, 'cpu', () => cpu)

/** A backend from outside: one object. */
const mine: Backend = {
  name: 'mine',
  start: async () => {
    await setBackend('cpu')
    return { tfjs: 'cpu', version: 'mine 1' }
  },
}

const broken: Backend = {
  name: 'broken',
  start: () => fail('mine', 'it never starts. Take another.'),
}

testBackend(test, 'one from outside', () => mine)

test('a backend of one’s own is chosen by its name, and by auto before all others', async () => {
  expect(await useBackend('mine', { backends: [mine] })).toMatchObject({
    name: 'mine',
    version: 'mine 1',
  })
  const { name, passedOver } = await useBackend('auto', { backends: [broken, mine] })
  expect(name).toBe('mine')
  expect(passedOver).toEqual([{ name: 'broken', reason: 'it never starts. Take another.' }])
})

test('one of a known name takes its place', async () => {
  expect(await useBackend('wasm', { backends: [{ ...mine, name: 'wasm' }] })).toMatchObject({
    version: 'mine 1',
  })
  await useBackend('wasm')
  expect(getBackend()).toBe('wasm')
})

test('an unknown name is refused, with those of one’s own', async () => {
  await expect(useBackend('yours', { backends: [mine] })).rejects.toThrow(
    '`backend` is yours: it must be one of auto, mine, cuda, native, webgpu, wasm, cpu, wasm-relaxed.',
  )
})

test('who asks is told that the device is lost', async () => {
  const told: string[] = []
  let lose: (reason: string) => void = () => undefined
  const watched: Backend = { ...mine, watch: (tell) => (lose = tell) }
  await useBackend('mine', { backends: [watched], onLost: (reason) => told.push(reason) })
  lose('it was unplugged')
  expect(told).toEqual(['it was unplugged'])
})
