import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createRandom, segmentVolume } from '@spad/core'
import { identityGrid, readScan, writeNifti } from '@spad/formats'
import { loadModelFrom, openDataset, saveModelTo } from '../../src/index.js'
import { spad, temporaryFolder } from './run-spad.js'

vi.setConfig({ testTimeout: 120_000 })

const SIDE = 20
const SLICES = 4
const COUNT = SIDE * SIDE * SLICES
const grid = identityGrid(SIDE, SIDE, SLICES)

let dir: string
const at = (...parts: string[]) => join(dir, ...parts)
const json = async (file: string): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>

async function put(file: string, data: Uint8Array | object): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, data instanceof Uint8Array ? data : JSON.stringify(data))
}

/** A CT, and a PET whose values are a hundredth of its. */
function examination(seed: number): { ct: Int16Array; pet: Float32Array; labels: Uint8Array } {
  const random = createRandom(seed)
  const ct = Int16Array.from({ length: COUNT }, () => random.uniform() * 1200 - 600)
  return {
    ct,
    pet: Float32Array.from(ct, (value) => 6 + value / 100),
    labels: Uint8Array.from(ct, (value) => Number(value > 100)),
  }
}

const nifti = (data: Int16Array | Float32Array | Uint8Array): Promise<Uint8Array> =>
  writeNifti({ data, grid, channels: 1 })

/** A data set of CT and PET as nnU-Net has it, made into pictures, and a short training on them. */
beforeAll(async () => {
  dir = await temporaryFolder(afterAll)
  await put(at('raw', 'dataset.json'), {
    channel_names: { 0: 'CT', 1: 'PET' },
    labels: { background: 0, tumour: 1 },
    file_ending: '.nii.gz',
  })
  for (let i = 0; i < 6; i++) {
    const { ct, pet, labels } = examination(i)
    await put(at('raw', 'imagesTr', `p${i}_0000.nii.gz`), await nifti(ct))
    await put(at('raw', 'imagesTr', `p${i}_0001.nii.gz`), await nifti(pet))
    await put(at('raw', 'labelsTr', `p${i}.nii.gz`), await nifti(labels))
  }
  const { ct, pet } = examination(9)
  await put(at('new', 'x_0000.nii.gz'), await nifti(ct))
  await put(at('new', 'x_0001.nii.gz'), await nifti(pet))
  const windows = ['--window', 'PET=5,10', '--window', 'CT=40,400']
  const made = await convert('data', ...windows)
  expect(made).toMatchObject({ status: 0 })
  const quick = ['--preset', 'tiny', '--size', '16', '--steps', '3', '--batch', '2', '--fit']
  const trained = await spad(
    ...['train', '--data', at('data'), '--out', at('run'), ...quick, 'resize'],
    ...['--backend', 'wasm'],
  )
  expect(trained).toMatchObject({ status: 0 })
})

const convert = (out: string, ...more: string[]) =>
  spad('dataset', 'convert', '--from', 'nnunet', at('raw'), '--out', at(out), ...more)

const segment = (out: string, ...more: string[]) =>
  spad(
    ...['segment', '--model', at('run'), '--backend', 'wasm', '--out', at(out)],
    ...['--format', 'nifti', ...more, at('new')],
  )

const CT = { center: 40, width: 400 }
const PET = { center: 5, width: 10 }

it('each channel of a data set is seen through its window, as is said in dataset.json', async () => {
  expect(await json(at('data', 'dataset.json'))).toMatchObject({
    channels: ['CT', 'PET'],
    prepare: { window: [CT, PET] },
  })
  const { image } = await (await openDataset(at('data'))).read(0)
  const { ct, pet } = examination(0)
  const unit = (value: number, { center, width }: typeof CT): number =>
    Math.min(1, Math.max(0, (value - center) / width + 0.5))
  for (const i of [0, 1, 7, 50]) {
    expect(image.data[2 * i]).toBeCloseTo(unit(ct[i]!, CT), 4)
    expect(image.data[2 * i + 1]).toBeCloseTo(unit(pet[i]!, PET), 4)
  }
})

it('the model remembers them, shows them, and looks at volumes through them', async () => {
  const saved = await json(at('run', 'model', 'model.json'))
  expect(JSON.stringify(saved)).toContain(`"prepare":{"window":${JSON.stringify([CT, PET])}}`)
  const { out } = await spad('info', '--model', at('run'))
  expect(out).toContain(', 2 channels\n')
  expect(out).toContain('channels:\n  - CT (window 40, 400)\n  - PET (window 5, 10)\n')
  const made = await segment('out')
  expect(made).toMatchObject({ status: 0 })
  expect(made.err).toContain(
    'values from -160 to 240 (channel 0), from 0 to 10 (channel 1): the window that was given',
  )
  expect(await json(at('out', 'x_labels.json'))).toMatchObject({
    range: { low: -160, high: 240 },
    others: [{ low: 0, high: 10 }],
  })
  const { model } = await loadModelFrom(at('run'))
  const { ct, pet } = examination(9)
  const right = await segmentVolume(
    model,
    [
      { data: ct, grid, channels: 1 },
      { data: pet, grid, channels: 1 },
    ],
    { window: [CT, PET] },
  )
  model.denoiser.dispose()
  const bytes = new Uint8Array(await readFile(at('out', 'x_labels.nii.gz')))
  const labels = await readScan([{ name: 'x.nii.gz', bytes }])
  expect([...labels.data]).toEqual([...right.data])
  // of pictures that were made so, nothing is made anew
  const scores = await spad('evaluate', '--model', at('run'), '--data', at('data'))
  expect(scores).toMatchObject({ status: 0 })
  const pictures = await spad(
    ...['segment', '--model', at('run'), '--backend', 'wasm'],
    ...['--out', at('pictures'), at('data', 'images')],
  )
  expect(pictures).toMatchObject({ status: 0 })
})

it.each([
  [
    ['--window', '100,300'],
    'values from -50 to 250: the window that was given, for each of 2 channels',
  ],
  [
    ['--window', 'CT=100,300'],
    'values from -50 to 250 (channel 0), from 0 to 10 (channel 1): the window that was given',
  ],
  [
    ['--set', 'window=PET=6,4'],
    'values from -160 to 240 (channel 0), from 4 to 8 (channel 1): the window that was given',
  ],
  [
    ['--window', 'PET=none'],
    'values from -160 to 240 (channel 0: the window that was given), from 0.0',
  ],
])('%j wins over what the model remembers', async (options, words) => {
  const { status, err } = await segment('other', ...options)
  expect({ status, err }).toEqual({ status: 0, err: expect.stringContaining(words) as string })
})

it.each([
  [['--window', 'CTX=40,400'], '`window` names the channel `CTX`: there are CT, PET.'],
  [
    ['--window', 'CT=40', '--window', 'PET=1,2'],
    '`--window` is ["CT=40","PET=1,2"]: it must be a centre and a width above 0, such as 40,400; of',
  ],
  [['--window', 'CT=1,2', '--window', 'CT=3,4'], '`--window` is ["CT=1,2","CT=3,4"]: it must be'],
  [['--window', '1,2', '--window', 'CT=3,4'], '`--window` is ["1,2","CT=3,4"]: it must be'],
  [['--window', '=1,2'], '`--window` is "=1,2": it must be'],
])('refuses %j, of a scan and of a data set', async (options, words) => {
  for (const { status, err } of [
    await segment('refused', ...options),
    await convert('refused', ...options),
  ]) {
    expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining(words) as string })
    expect(err.split('\n')).toHaveLength(2)
  }
})

it('one of the channels is converted alone through its window, and another name is refused', async () => {
  const one = await convert('one', '--channel', '1', '--window', 'PET=5,10')
  expect(one).toMatchObject({ status: 0 })
  expect(await json(at('one', 'dataset.json'))).toMatchObject({
    prepare: { window: PET, channel: 1 },
  })
  const other = await convert('none', '--channel', '1', '--window', 'CT=40,400')
  expect(other.err).toContain('`window` names the channel `CT`: there is PET.')
  const own = await convert('own', '--prepare', 'slices', '--window', 'CT=40,400')
  expect(own.err).toContain('a preparation of your own is told one window')
})

it('a dataset.json whose windows are not those of its channels is refused', async () => {
  const file = at('data', 'dataset.json')
  const text = await readFile(file, 'utf8')
  const about = JSON.parse(text) as object
  for (const [prepare, words] of [
    [{ window: [CT] }, 'is a list of 1, and `channels` are 2 (CT, PET). Write a window, or null'],
    [{ window: [CT, { center: 1 }] }, '`prepare.window'],
    [{ window: [CT, '5,10'] }, 'it must be {center, width}, or a list of one for each'],
  ] as const) {
    await writeFile(file, JSON.stringify({ ...about, prepare }))
    const { status, err } = await spad('dataset', 'check', '--data', at('data'))
    expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining(words) as string })
  }
  await writeFile(file, text)
})

it('a model whose windows are not those of its channels is refused', async () => {
  const { model, metadata } = await loadModelFrom(at('run'))
  const prepare = { window: [CT, PET, null] }
  await saveModelTo(at('broken'), model, { ...metadata, prepare })
  model.denoiser.dispose()
  const segmented = await spad('segment', '--model', at('broken'), '--out', at('x'), at('new'))
  const shown = await spad('info', '--model', at('broken'))
  for (const { status, err } of [segmented, shown]) {
    expect(status).toBe(2)
    expect(err).toContain('`window` is a list of 3: it must have an entry for each of CT, PET')
  }
})
