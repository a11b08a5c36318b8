import { expect, test } from 'vitest'
import { fromSource } from '../from-source.js'
import { backendNames, listBackends } from '../../src/index.js'

test('tries each backend in a process of its own', { timeout: 60_000 }, async () => {
  const [gpu, wasm] = await listBackends({ names: ['webgpu', 'wasm'], execArgv: fromSource })
  expect(wasm).toMatchObject({ name: 'wasm', works: true, report: { name: 'wasm', tfjs: 'wasm' } })
  if (gpu?.works === true) expect(gpu.report.name).toBe('webgpu')
  else expect(gpu?.reason).toMatch(/^`webgpu` (is not installed|finds no graphics card)/)
})

test('a process that dies is a backend that does not work', async () => {
  const listings = await listBackends({ execArgv: ['--no-such-flag'] })
  expect(listings.map(({ name }) => name)).toEqual(backendNames)
  for (const listing of listings)
    expect(listing).toMatchObject({
      works: false,
      reason: expect.stringContaining('its process ended early: ') as string,
    })
})
