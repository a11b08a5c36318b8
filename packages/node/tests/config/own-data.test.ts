import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type AnyPart, buildPart, configOf, type DatasetSource, type Prepare } from '@spad/core'
import { testDataset, testPart, testPrepare } from '@spad/core/testing'
import { identityGrid, writeNifti } from '@spad/formats'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { datasetParts, loadModelFrom, loadParts, openData } from '../../src/index.js'
import { withoutPlaces } from '../../src/config/without-places.js'
import { spad, temporaryFolder } from '../cli/run-spad.js'

const file = fileURLToPath(new URL('own-data-parts.mjs', import.meta.url))
const { parts } = (await import(file)) as {
  readonly parts: readonly [AnyPart<DatasetSource>, AnyPart<Prepare>]
}
const [squares, gamma] = parts
const SQUARES = 'data={type: squares, count: 12}'
const TINY = ['--preset', 'tiny', '--size', '16', '--steps', '2', '--batch', '2', '--no-tune']
const REST = ['--backend', 'wasm', '--parts', file, '--set', 'report=false']

let dir: string
beforeAll(async () => {
  dir = await temporaryFolder(afterAll)
})

describe('parts from outside, in one file', () => {
  testPart(test, 'squares', squares)
  testPart(test, 'gamma', gamma)
  testDataset(test, 'squares', () => squares.read({ type: 'squares' }, {})())
  testPrepare(test, 'gamma', () => gamma.read({ type: 'gamma' }, {}))
})

describe('the data sets that there are', () => {
  testPart(test, 'folder', datasetParts.folder!.part, { options: { dir: 'my-images' } })
  testPart(test, 'phantoms', datasetParts.phantoms!.part, {
    options: { anatomy: 'oct', count: 6 },
  })
  testDataset(test, 'phantoms', () =>
    openData({ type: 'phantoms', anatomy: 'oct', count: 6, size: 32 }, {}),
  )
})

describe('a data set of one’s own', () => {
  it('is divided by whose image a case is, and says what it is of its own', async () => {
    const { datasets } = await loadParts(file)
    const opened = await openData({ type: 'squares' }, {}, datasets)
    const { train, val, test: last } = opened.splits
    expect([train.length, val.length, last.length]).toEqual([4, 4, 4])
    expect(new Set(train.map(opened.groupOf)).size).toBe(1)
    expect(opened).toMatchObject({ place: 'squares', notes: ['squares are made up'] })
    const colour = await openData({ type: 'squares' }, { channels: 3 }, datasets)
    const [grey, colours] = [await opened.read(0), await colour.read(0)]
    expect(colours.image.channels).toBe(3)
    expect([...colours.image.data.slice(0, 3)]).toEqual(Array(3).fill(grey.image.data[0]))
    await expect(opened.read(12)).rejects.toThrow(
      '[@spad/node] `index` is 12: it must be an integer from 0 to 11.',
    )
    await expect(openData({ type: 'circles' }, {}, datasets)).rejects.toThrow(
      '`type` is "circles": no data set has that name (known: folder, phantoms, squares).',
    )
  })

  it('is told what is wrong with a case', async () => {
    const broken = (change: object): DatasetSource => {
      const source = squares.read({ type: 'squares' }, {})
      return async () => {
        const good = await source()
        return { ...good, read: async (i) => ({ ...(await good.read(i)), ...change }) }
      }
    }
    const told = async (change: object): Promise<string> => {
      const opened = await openData({ type: 'mine' }, {}, { mine: () => broken(change) })
      return String(await opened.read(0).catch((error: unknown) => error))
    }
    const { image, labels } = await (await squares.read({ type: 'squares' }, {})()).read(0)
    expect(await told({ name: 'b' })).toContain(
      '[@spad/node] case 0 of `mine`, `patient-0-0`, is called `b` when it is read',
    )
    const twice = { ...image, data: image.data.map((value) => 2 * value) }
    expect(await told({ image: twice })).toMatch(/holds 1\.6\d*: values must be from 0 to 1\./)
    expect(await told({ image: { ...image, channels: 2 } })).toContain(
      'has 2 channels: the data set says 1.',
    )
    expect(await told({ labels: { ...labels, width: 16 } })).toContain(
      'has labels of 16 × 32 pixels and an image of 32 × 32: they must be equal.',
    )
    const third = { ...labels, data: labels.data.map(() => 2) }
    expect(await told({ labels: third })).toContain('has label 2: there are 2 classes, from 0.')
  })

  it('trains, evaluates and goes on; another one is refused', async () => {
    const out = join(dir, 'run')
    const given = ['train', '--out', out, ...TINY, ...REST]
    const first = await spad(...given, '--set', SQUARES)
    expect(first.err).toContain('squares: 4 training, 4 validation, 4 test cases; square')
    expect(first.status).toBe(0)
    const scored = await spad('evaluate', '--model', out, ...REST.slice(0, 4), '--set', SQUARES)
    expect(scored).toMatchObject({ status: 0 })
    expect(scored.out).toContain('square')
    const on = ['train', '--out', out, '--resume', '--parts', file]
    expect(await spad(...on, '--steps', '3')).toMatchObject({ status: 0 })
    expect((await spad(...on, '--set', 'data.count=15')).err).toContain(
      '`data.count` is 15: the run in `',
    )
    const nobody = await spad(...given.slice(0, 1), '--out', join(dir, 'x'), ...TINY, ...REST)
    expect(nobody.err).toContain('`data` is missing. Give `--data` or set it in the config file.')
  })
})

it('a place that a data set is told of is not told on', () => {
  expect(withoutPlaces('/home/mueller/scans')).toBe('scans')
  expect(withoutPlaces({ type: 'folder', dir: '/home/mueller/scans', seed: 3 })).toEqual({
    type: 'folder',
    dir: 'scans',
    seed: 3,
  })
})

describe('a preparation of one’s own', () => {
  it('is stored with a training that names it', async () => {
    const out = join(dir, 'told')
    const set = ['--set', SQUARES, '--set', 'prepare={type: gamma, gamma: 0.7}']
    expect(await spad('train', '--out', out, ...TINY, ...REST, ...set)).toMatchObject({ status: 0 })
    const { metadata, model } = await loadModelFrom(out)
    model.denoiser.dispose()
    expect(metadata.prepare).toEqual({ type: 'gamma', gamma: 0.7 })
    const wrong = await spad(
      ...['train', '--out', join(dir, 'wrong'), ...TINY, ...REST, '--set', SQUARES],
      ...['--set', 'prepare={type: gamma, gamma: -1}'],
    )
    expect(wrong.err).toContain('`gamma` is -1: it must be a number')
  })

  it('cuts volumes into a data set, and scans for a model of that', async () => {
    await writeVolumes()
    const [raw, set, run] = ['raw', 'set', 'cut'].map((name) => join(dir, name)) as [
      string,
      string,
      string,
    ]
    const convert = ['dataset', 'convert', '--from', 'volumes', raw, '--axis', 'axial']
    const own = ['--prepare', 'gamma', '--parts', file]
    expect(await spad(...convert, '--out', set, ...own)).toMatchObject({ status: 0 })
    const described = JSON.parse(await readFile(join(set, 'dataset.json'), 'utf8')) as object
    expect(described).toMatchObject({ prepare: { type: 'gamma', gamma: 0.5, axis: 'axial' } })
    expect(await spad('train', '--data', set, '--out', run, ...TINY, ...REST)).toMatchObject({
      status: 0,
    })
    const scan = join(raw, 'images', 'a.nii.gz')
    const segment = ['segment', '--model', run, '--backend', 'wasm', '--format', 'nifti']
    const blind = await spad(...segment, '--out', join(dir, 'blind'), scan)
    expect([blind.status, blind.err]).toEqual([
      2,
      expect.stringContaining('`type` is "gamma": no preparation has that name (known: slices)'),
    ])
    const seen = await spad(...segment, '--out', join(dir, 'seen'), '--parts', file, scan)
    expect(seen).toMatchObject({ status: 0 })
    const twice = await spad(
      ...['train', '--data', set, '--out', join(dir, 'twice'), ...TINY, ...REST],
      ...['--set', 'prepare={type: gamma}'],
    )
    expect(twice.err).toContain(
      '`prepare` is {"type":"gamma"}: dataset.json says that the pictures were made by {"type":"gamma"',
    )
    const spaced = await spad(...convert, '--out', join(dir, 'no'), ...own, '--spacing', '2')
    expect(spaced.err).toContain('`spacing` is no option of `gamma`: it has gamma, axis.')
    const unnamed = await spad(...convert, '--out', join(dir, 'no'), '--parts', file)
    expect(unnamed.err).toContain('say by `--prepare NAME` which of them is meant.')
  })

  it('is told by its own description', () => {
    const part = buildPart('core', 'preparation', { gamma: gamma.read }, { type: 'gamma' }, {})
    expect(configOf(part)).toEqual({ type: 'gamma', gamma: 0.5 })
  })
})

/** Volumes of 24 × 24 × 4 voxels with a bright bar, and its labels. */
async function writeVolumes(): Promise<void> {
  const grid = identityGrid(24, 24, 4)
  const length = 24 * 24 * 4
  const inBar = (i: number): boolean => i % 24 >= 6 && i % 24 < 14
  const kinds = {
    images: Int16Array.from({ length }, (_, i) => (inBar(i) ? 80 : 5) + Math.floor(i / 576)),
    masks: Uint8Array.from({ length }, (_, i) => Number(inBar(i))),
  }
  for (const [folder, data] of Object.entries(kinds)) {
    await mkdir(join(dir, 'raw', folder), { recursive: true })
    for (const name of ['a', 'b', 'c', 'd'])
      await writeFile(
        join(dir, 'raw', folder, `${name}.nii.gz`),
        await writeNifti({ data, grid, channels: 1 }),
      )
  }
}
