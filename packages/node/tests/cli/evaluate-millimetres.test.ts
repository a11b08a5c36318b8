import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Summary } from '@spad/core'
import { phantomClasses } from '@spad/core/phantoms'
import { createModel, recipe } from '@spad/models'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writePhantoms } from '../../src/data/demo-data.js'
import { openDataset, saveModelTo, useBackend } from '../../src/index.js'
import { spad, temporaryFolder } from './run-spad.js'

let dir: string
let described: Record<string, unknown>

beforeAll(async () => {
  dir = await temporaryFolder(afterAll)
  await writePhantoms(join(dir, 'data'), { kind: 'chest', cases: 6, seed: 1, size: [32, 32] })
  described = JSON.parse(await readFile(file('data/dataset.json'), 'utf8')) as typeof described
  await useBackend('wasm')
  const size = { height: 32, width: 32, channels: 1, classes: phantomClasses('chest') }
  const model = createModel(recipe('unet', { ...size, preset: 'tiny' }).config, { seed: 1 })
  await saveModelTo(file('model'), model)
  model.denoiser.dispose()
}, 60_000)

const file = (name: string): string => join(dir, name)

async function evaluate(spacing: unknown, ...more: string[]): Promise<Summary & { out: string }> {
  await writeFile(file('data/dataset.json'), JSON.stringify({ ...described, spacing }))
  const { status, out, err } = await spad(
    ...['evaluate', '--model', file('model'), '--data', file('data'), '--backend', 'wasm'],
    ...['--split', 'all', '--json', file('scores.json'), ...more],
  )
  expect(err).toContain('Written: ')
  expect(status).toBe(0)
  return { ...(JSON.parse(await readFile(file('scores.json'), 'utf8')) as Summary), out }
}

it('measures in millimetres where the pixels are known, and says so', async () => {
  const pixels = await evaluate(undefined)
  expect(pixels.out).toContain('HD95 (px)')
  const scores = await evaluate([0.5, 0.5], '--tolerance', '1', '--report', file('scores.html'))
  expect(scores.distances).toEqual({ unit: 'mm', tolerance: 1, spacing: [0.5, 0.5] })
  expect(scores.out).toContain('HD95 (mm)')
  expect(scores.out).toContain('NSD: contours within 1 mm.')
  expect(await readFile(file('scores.html'), 'utf8')).toContain('NSD: contours within 1 mm')
  expect(scores.mean.hd95).toBeCloseTo((pixels.mean.hd95 ?? NaN) / 2, 10)
  expect(scores.mean.assd).toBeCloseTo((pixels.mean.assd ?? NaN) / 2, 10)
  // half the distance within half the tolerance
  expect(scores.mean.nsd).toBe(pixels.mean.nsd)
  expect(scores.mean.dice).toBe(pixels.mean.dice)
})

it('takes a spacing for each case, and wants that of all', async () => {
  const pixels = await evaluate(undefined)
  const { names } = await openDataset(file('data'))
  const each = Object.fromEntries(names.map((name, i) => [name, [i + 1, i + 1]]))
  const scores = await evaluate(each, '--tolerance', '0')
  scores.cases.forEach(({ mean }, i) => {
    expect(mean.assd).toBeCloseTo((pixels.cases[i]?.mean.assd ?? NaN) * (i + 1), 8)
  })
  const [first = ''] = names
  const bare = Object.fromEntries(Object.entries(each).slice(1))
  await writeFile(file('data/dataset.json'), JSON.stringify({ ...described, spacing: bare }))
  await expect(openDataset(file('data'))).rejects.toThrow(
    `leaves out \`${first}\`: distances in mm need that of every case`,
  )
  await writeFile(file('data/dataset.json'), JSON.stringify({ ...described, spacing: [0, 1] }))
  await expect(openDataset(file('data'))).rejects.toThrow('`spacing.0` in')
})
