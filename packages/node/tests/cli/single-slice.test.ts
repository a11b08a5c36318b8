import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createModel, recipe } from '@spad/models'
import { createSegmenter, encodePng, saveModelTo, useBackend } from '../../src/index.js'
import { phantomClasses } from '@spad/core/phantoms'
import { writePhantoms } from '../../src/data/demo-data.js'
import { writeAtomically } from '../../src/files/atomic.js'
import { spad, temporaryFolder } from './run-spad.js'

let dir: string
const at = (...parts: string[]) => join(dir, ...parts)
const model = (): string => at('model')
const grey = (): string => at('data', 'images', 'chest-000.png')

beforeAll(async () => {
  dir = await temporaryFolder(afterAll)
  await writePhantoms(at('data'), { kind: 'chest', cases: 4, seed: 1, size: [32, 32] })
  await useBackend('cpu')
  const size = { height: 32, width: 32, channels: 3, classes: phantomClasses('chest') }
  const stacked = createModel(recipe('unet', { ...size, preset: 'tiny' }).config, { seed: 1 })
  await saveModelTo(at('model'), stacked, { prepare: { neighbours: 1 } })
  stacked.denoiser.dispose()
  const data = Float32Array.from({ length: 32 * 32 * 3 }, (_, i) => ((i * 7) % 11) / 11)
  const picture = { data, height: 32, width: 32, channels: 3 }
  await writeAtomically(at('stack.png'), await encodePng(picture))
})

const segment = (...more: string[]): ReturnType<typeof spad> =>
  spad('segment', '--model', model(), '--backend', 'cpu', '--out', at('out'), ...more)

it('a model of neighbouring slices refuses a single one, unless that is allowed by name', async () => {
  const refused = await segment(grey(), at('stack.png'))
  expect(refused.err).toContain(`\`${grey()}\` is one slice, as its channels are equal`)
  expect(refused.err).toContain('Segmented 1 of 2 images')
  expect(refused.status).toBe(2)
  const allowed = await segment('--allow', 'single-slice', grey())
  expect(allowed.err).toContain('Segmented 1 of 1 image')
  expect(allowed.status).toBe(0)
})

it('a fault of no such name is refused, also where there are pictures alone', async () => {
  const { status, err } = await segment('--allow', 'grey', grey())
  expect(err).toContain('`--allow` is "grey": it may be single-slice, missing-slices,')
  expect(status).toBe(2)
})

it('neither does it score single slices, nor take one by its path in a program', async () => {
  const scored = await spad(
    ...['evaluate', '--model', model(), '--data', at('data'), '--backend', 'cpu'],
  )
  expect(scored.err).toContain('are single slices: the model takes 3 beside each other')
  expect(scored.status).toBe(2)
  const segmenter = await createSegmenter({ model: model(), backend: 'cpu' })
  await expect(segmenter.segment(grey())).rejects.toThrow('is one slice')
  await segmenter.dispose()
})

it('workers refuse it too', async () => {
  const manifest = at('work.json')
  const asked = ['segment', '--model', model(), '--out', at('theirs'), '--manifest', manifest]
  expect((await spad(...asked, grey())).status).toBe(0)
  const { status } = await spad('work', '--manifest', manifest, '--index', '0', '--backend', 'cpu')
  expect(status).toBe(2)
})
