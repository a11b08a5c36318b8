import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { identityGrid, readScan, writeNifti } from '@spad/formats'
import { decode } from 'fast-png'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadModelFrom, openDataset } from '../../src/index.js'
import { spad, temporaryFolder } from '../cli/run-spad.js'

let dir: string
const SIDE = 16
const SLICES = 4
const grid = { ...identityGrid(SIDE, SIDE, SLICES), spacing: [1, 0.5, 4] as const }

/** A bar that moves to the right from slice to slice. */
const inBar = (i: number): boolean => {
  const [column, slice] = [i % SIDE, Math.floor(i / SIDE ** 2)]
  return column >= 3 + 2 * slice && column < 9 + 2 * slice
}

const fill = (one: (i: number) => number): number[] =>
  Array.from({ length: SIDE ** 2 * SLICES }, (_, i) => one(i))

async function writePair(name: string): Promise<void> {
  const image = Int16Array.from(fill((i) => (inBar(i) ? 80 : 0) + 10 * Math.floor(i / SIDE ** 2)))
  const mask = Uint8Array.from(fill((i) => Number(inBar(i))))
  for (const [folder, data] of Object.entries({ images: image, masks: mask })) {
    await mkdir(join(dir, 'raw', folder), { recursive: true })
    const bytes = await writeNifti({ data, grid, channels: 1 })
    await writeFile(join(dir, 'raw', folder, `${name}.nii.gz`), bytes)
  }
}

const convert = (out: string, ...more: string[]): ReturnType<typeof spad> =>
  spad(
    'dataset',
    'convert',
    '--from',
    'volumes',
    join(dir, 'raw'),
    '--out',
    join(dir, out),
    ...more,
  )

const description = async (out: string): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(join(dir, out, 'dataset.json'), 'utf8')) as Record<string, unknown>

beforeAll(async () => {
  dir = await temporaryFolder(afterAll)
  for (const name of ['a', 'b', 'c', 'd']) await writePair(name)
})

it('resamples slices and masks to a spacing, which the set states', async () => {
  const { status } = await convert('fine', '--axis', 'axial', '--spacing', '0.5')
  expect(status).toBe(0)
  expect(await description('fine')).toMatchObject({
    spacing: [0.5, 0.5],
    prepare: { spacing: 0.5, axis: 'axial' },
  })
  const data = await openDataset(join(dir, 'fine'))
  expect(data.prepare).toEqual({ spacing: 0.5, axis: 'axial' })
  const { image, labels } = await data.read(0)
  expect(image).toMatchObject({ height: 16, width: 32, channels: 1 })
  expect([...labels.data.slice(0, 32)].join('')).toBe(
    `${'0'.repeat(6)}${'1'.repeat(12)}${'0'.repeat(14)}`,
  )
})

it('a side is a whole number of pixels: the spacing is the true one', async () => {
  await convert('odd', '--axis', 'axial', '--spacing', '0.7')
  // 8 mm in 11 pixels, 16 mm in 23
  expect((await description('odd')).spacing).toEqual([8 / 11, 16 / 23])
})

it('neighbours are the channels of a picture: below, itself, above', async () => {
  const { status } = await convert('stacked', '--axis', 'axial', '--neighbours', '1')
  expect(status).toBe(0)
  const png = decode(await readFile(join(dir, 'stacked', 'images', 'a__0001.png')))
  expect([png.channels, png.depth]).toEqual([3, 16])
  const pixel = (column: number): number[] => [...png.data.slice(3 * column, 3 * column + 3)]
  // the first slice has none below, so that it stands there itself; column 9 is in the bar above alone
  expect(pixel(5)[0]).toBe(pixel(5)[1])
  expect(pixel(9)[2]!).toBeGreaterThan(pixel(9)[1]!)
  const data = await openDataset(join(dir, 'stacked'))
  expect(data.channels).toBe(3)
  expect(data.prepare).toEqual({ neighbours: 1, axis: 'axial' })
})

it('options that are off are refused', async () => {
  const refused = async (...more: string[]): Promise<string> => {
    const { status, err } = await convert('never', ...more)
    expect(status).toBe(2)
    return err
  }
  expect(await refused('--neighbours', '2')).toContain('neighbours')
  expect(await refused('--spacing', '0')).toContain('spacing')
})

it('what it learnt of stacked slices, it finds in a volume, on its grid', async () => {
  await convert('both', '--axis', 'axial', '--neighbours', '1', '--spacing', '0.5')
  const run = join(dir, 'run')
  const trained = await spad(
    ...['train', '--data', join(dir, 'both'), '--out', run, '--recipe', 'unet', '--preset', 'tiny'],
    ...['--size', '32', '--steps', '60', '--batch', '4', '--backend', 'wasm'],
  )
  expect(trained.err).not.toContain('[@spad')
  expect(trained.status).toBe(0)
  const { model, metadata } = await loadModelFrom(run)
  expect(metadata.prepare).toEqual({ neighbours: 1, spacing: 0.5, axis: 'axial' })
  expect(model.preprocessing.channels).toBe(3)
  model.denoiser.dispose()
  const input = join(dir, 'raw', 'images', 'a.nii.gz')
  const { status, err } = await spad(
    ...['segment', '--model', run, '--out', join(dir, 'found')],
    ...['--backend', 'wasm', input],
  )
  expect(err).not.toContain('[@spad')
  expect(status).toBe(0)
  const name = 'a_labels.nii.gz'
  const found = await readScan([{ name, bytes: await readFile(join(dir, 'found', name)) }])
  expect(found.grid).toEqual(grid)
  const values: number[] = [...found.data]
  const wrong = values.filter((label, i) => label !== Number(inBar(i))).length
  expect(wrong / values.length).toBeLessThan(0.15)
}, 120_000)
