import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-wasm'
import { getBackend, setBackend, type Tensor } from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import { bcd, compose, decoys, gaussian, maskDiffusion, scd } from '../src/index.js'
import { contextOf, disposeBatch, makeBatch, valuesOf } from './batch.js'

const both = ['image', 'state'] as const
const noise = compose(
  maskDiffusion({ noiseSchedule: (t) => 1 - t }),
  decoys(compose(scd({ on: both }), bcd({ noise: both }))),
  gaussian({ on: both }),
)

async function run(backend: string): Promise<Record<string, number[]>> {
  await setBackend(backend)
  expect(getBackend()).toBe(backend)
  const batch = makeBatch([3, 20, 28], (_, y, x) => (y < 9 ? 0 : x < 11 ? 1 : 2), {
    classes: 3,
    channels: 3,
  })
  const noisy = noise(batch, contextOf({ scd: 1, bcd: 0.8, gaussian: 0.5 }))
  const values: Record<string, number[]> = {}
  for (const [name, tensor] of Object.entries(noisy) as [string, Tensor][])
    values[name] = await valuesOf(tensor)
  disposeBatch(noisy, batch)
  return values
}

test('wasm and cpu agree', async () => {
  const [cpu, wasm] = [await run('cpu'), await run('wasm')]
  expect(Object.keys(wasm)).toEqual(['image', 'target', 'weight', 'state', 'timestep'])
  for (const [name, values] of Object.entries(wasm)) {
    const expected = cpu[name] ?? []
    expect(values).toHaveLength(expected.length)
    const worst = values.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - (expected[i] ?? NaN))),
      0,
    )
    expect(worst).toBeLessThan(1e-5)
  }
})
