import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fromSource } from '../from-source.js'
import { backendNames, listBackends } from '../../src/index.js'

test('tries each backend in a process of its own', { timeout: 60_000 }, async () => {
  const [gpu, wasm] = await listBackends({ names: ['webgpu', 'wasm'], execArgv: fromSource })
  expect(wasm).toMatchObject({ name: 'wasm', works: true, report: { name: 'wasm', tfjs: 'wasm' } })
  if (gpu?.works === true) expect(gpu.report.name).toBe('webgpu')
  else expect(gpu?.reason).toMatch(/^`webgpu` (is not installed|finds no graphics card)/)
})

test('wasm-relaxed works in an engine that has relaxed SIMD, and says so elsewhere', async () => {
  const [major = 0] = process.versions.node.split('.').map(Number)
  const flags = major < 22 ? ['--experimental-wasm-relaxed-simd'] : []
  const try_ = (...more: string[]) =>
    listBackends({ names: ['wasm-relaxed'], execArgv: [...fromSource, ...more] })
  expect(await try_(...flags)).toMatchObject([
    { works: true, report: { name: 'wasm-relaxed', tfjs: 'wasm', threads: 1 } },
  ])
  if (major < 21)
    expect(await try_()).toMatchObject([
      { works: false, reason: expect.stringMatching(refusal) as string },
    ])
})

const refusal =
  /^`wasm-relaxed` finds no relaxed SIMD in Node [\d.]+: take Node 22 or newer, or the backend `wasm`\.$/

test('a process that dies is a backend that does not work', async () => {
  const listings = await listBackends({ execArgv: ['--no-such-flag'] })
  expect(listings.map(({ name }) => name)).toEqual(backendNames)
  for (const listing of listings)
    expect(listing).toMatchObject({
      works: false,
      reason: expect.stringContaining('its process ended early: ') as string,
    })
})

test('a module that is imported by a relative path is found by the processes too', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'spad-'))
  const there = process.cwd()
  try {
    await writeFile(join(dir, 'mine.mjs'), 'globalThis.mine = true')
    process.chdir(dir)
    for (const flags of [['--import', './mine.mjs'], ['--import=./mine.mjs']]) {
      const [cpu] = await listBackends({ names: ['cpu'], execArgv: [...fromSource, ...flags] })
      expect(cpu).toMatchObject({ works: true })
    }
  } finally {
    process.chdir(there)
    await rm(dir, { recursive: true })
  }
})
