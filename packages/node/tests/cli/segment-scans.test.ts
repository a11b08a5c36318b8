import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { encode } from 'fast-png'
import { phantomClasses } from '@spad/core/phantoms'
import { readScan, readSegmentation, writeNifti } from '@spad/formats'
import { createModel, recipe } from '@spad/models'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { saveModelTo, useBackend } from '../../src/index.js'
import { SECRET, writeSeries } from '../scans/own-dicom.js'
import { spad, temporaryFolder } from './run-spad.js'

let dir: string

const segment = (out: string, ...more: string[]): ReturnType<typeof spad> =>
  spad(
    'segment',
    '--model',
    join(dir, 'model'),
    '--backend',
    'wasm',
    '--out',
    join(dir, out),
    ...more,
  )

const SIDE = 12
/** A number for a place in the patient, not the same along any two axes. */
const brightness = (x: number, y: number, z: number): number =>
  Math.hypot(x - 4, y - 6, (z - 5) * 1.5) < 4 ? 800 + 10 * x : 13 * x + 7 * y + 3 * z

/** The same content, stored by columns to the left, rows to the back, slices to the head, or else. */
async function writeVolume(file: string, stored: 'LPS' | 'PIL'): Promise<void> {
  const data = new Int16Array(SIDE ** 3)
  for (let i = 0; i < data.length; i++) {
    const [a, b, c] = [i % SIDE, Math.floor(i / SIDE) % SIDE, Math.floor(i / SIDE ** 2)]
    data[i] = stored === 'LPS' ? brightness(a, b, c) : brightness(c, a, SIDE - 1 - b)
  }
  const direction = stored === 'LPS' ? [1, 0, 0, 0, 1, 0, 0, 0, 1] : [0, 0, 1, 1, 0, 0, 0, -1, 0]
  const grid = {
    size: [SIDE, SIDE, SIDE] as const,
    spacing: [0.7, 0.7, 0.7] as const,
    origin: [-3, 4.5, stored === 'LPS' ? 2 : 2 + 11 * 0.7] as const,
    direction: direction as unknown as readonly [1, 0, 0, 0, 1, 0, 0, 0, 1],
  }
  await writeFile(file, await writeNifti({ data, grid, channels: 1 }))
}

const read = async (...path: string[]): Promise<{ name: string; bytes: Uint8Array }> => ({
  name: path.at(-1) ?? '',
  bytes: await readFile(join(dir, ...path)),
})

beforeAll(async () => {
  dir = await temporaryFolder(afterAll)
  await useBackend('wasm')
  const size = { height: 16, width: 16, channels: 1, classes: phantomClasses('oct') }
  const model = createModel(recipe('unet', { ...size, preset: 'tiny' }).config, { seed: 2 })
  await saveModelTo(join(dir, 'model'), model)
  model.denoiser.dispose()
  await writeVolume(join(dir, 'upright.nii.gz'), 'LPS')
  await writeVolume(join(dir, 'sideways.nii.gz'), 'PIL')
  await writeSeries(join(dir, 'study', 'one'))
  await writeSeries(join(dir, 'study', 'two'), 3, '1.2.3.10')
}, 60_000)

it('answers on the grid that it was given, the same however the volume is stored', async () => {
  const inputs = ['upright', 'sideways'].map((name) => join(dir, `${name}.nii.gz`))
  const { status, err } = await segment('nifti', '--axis', 'axial', '--no-postprocess', ...inputs)
  expect(err).toContain('labels are written as nifti; `--format` chooses another')
  expect(err).toContain('12 axial slices, values from')
  expect(status).toBe(0)
  const labels = []
  for (const name of ['upright', 'sideways']) {
    const scan = await readScan([await read(`${name}.nii.gz`)])
    const answer = await readScan([await read('nifti', `${name}_labels.nii.gz`)])
    expect(answer.grid).toEqual(scan.grid)
    labels.push(answer.data)
  }
  const [upright, sideways] = labels
  expect(new Set(upright).size).toBeGreaterThan(1)
  let differing = 0
  for (let x = 0; x < SIDE; x++)
    for (let y = 0; y < SIDE; y++)
      for (let z = 0; z < SIDE; z++)
        if (
          upright?.[x + SIDE * (y + SIDE * z)] !== sideways?.[y + SIDE * (SIDE - 1 - z + SIDE * x)]
        )
          differing++
  expect(differing).toBe(0)
  const found = JSON.parse((await read('nifti', 'upright_labels.json')).bytes.toString()) as {
    classes: { voxels: number; millilitres: number }[]
  }
  expect(found.classes[0]?.millilitres).toBeCloseTo((found.classes[0]?.voxels ?? NaN) * 0.343e-3, 8)
})

it('keeps what is there already, unless it would be made otherwise', async () => {
  const input = join(dir, 'upright.nii.gz')
  const again = ['--axis', 'axial', '--no-postprocess', input]
  expect((await segment('nifti', ...again)).err).toContain('; 1 of them were there already')
  const other = await segment('nifti', ...again, '--window', '100,300')
  expect(other.err).toContain('values from -50 to 250: the window that was given')
})

it('finds the series of a study, and writes segmentations that refer to them', async () => {
  const { status, err } = await segment('seg', join(dir, 'study'))
  expect(err).toContain('labels are written as dicom-seg')
  expect(status).toBe(0)
  expect((await readdir(join(dir, 'seg'))).filter((name) => name.endsWith('.dcm'))).toEqual([
    'study_one_labels.dcm',
    'study_two_labels.dcm',
  ])
  const { labels } = await readSegmentation([await read('seg', 'study_one_labels.dcm')])
  expect(labels.grid.size).toEqual([12, 10, 4])
  expect(labels.grid.spacing).toEqual([0.8, 0.9, 3])
})

it('writes seg.nrrd, and a PNG for each slice', async () => {
  expect(await segment('other', '--format', 'nrrd', join(dir, 'study', 'one'))).toMatchObject({
    status: 0,
  })
  const { labels } = await readSegmentation([await read('other', 'one_labels.seg.nrrd')])
  expect(labels.grid.size).toEqual([12, 10, 4])
  expect(
    await segment('other', '--format', 'png', '--axis', 'sagittal', join(dir, 'study', 'one')),
  ).toMatchObject({ status: 0 })
  expect(await readdir(join(dir, 'other', 'one_labels'))).toHaveLength(12)
})

it('says nothing and names nothing after a patient', async () => {
  const broken = join(dir, 'broken')
  await writeSeries(broken, 5)
  // without its third slice, the series has a gap
  const [name = ''] = (await readdir(broken)).filter((one) => one.startsWith('7'))
  await writeFile(join(broken, name), '')
  const calls = [
    await spad('info', join(dir, 'study')),
    await spad('info', '--json', join(dir, 'study')),
    await segment('nifti-of-dicom', '--format', 'nifti', join(dir, 'study')),
    await segment('broken-out', broken),
    await segment('broken-out', '--allow', 'missing-slices', '--format', 'nifti', broken),
  ]
  expect(calls.map(({ status }) => status)).toEqual([0, 0, 0, 2, 0])
  expect(calls[3]?.err).toContain('Accept it by `--allow missing-slices`')
  expect(calls[4]?.err).toContain('accepted as missing-slices')
  for (const { out, err } of calls) expect(out + err).not.toContain(SECRET)
  for (const out of ['nifti-of-dicom', 'broken-out', 'seg']) {
    const names = await readdir(join(dir, out))
    expect(names.join()).not.toContain(SECRET)
    for (const one of names.filter((each) => !each.endsWith('.dcm')))
      expect((await readFile(join(dir, out, one))).includes(SECRET)).toBe(false)
  }
})

it('refuses a format that a file cannot have, and scans that share a name', async () => {
  const { status, err } = await segment('x', '--format', 'dicom-seg', join(dir, 'upright.nii.gz'))
  expect(status).toBe(2)
  expect(err).toContain('`--format` is dicom-seg, but `upright` is no DICOM')
  await mkdir(join(dir, 'more'))
  await writeVolume(join(dir, 'more', 'upright.nii.gz'), 'LPS')
  const twice = await segment('x', join(dir, 'upright.nii.gz'), join(dir, 'more'))
  expect(twice.status).toBe(2)
  expect(twice.err).toContain('have one name, `upright`: their results would overwrite each other')
  const axis = await segment('x', '--axis', 'frontal', join(dir, 'upright.nii.gz'))
  expect(axis).toMatchObject({ status: 2 })
})

it('says by how much the axes of a scan lie askew', async () => {
  const [cos, sin] = [Math.cos(0.2), Math.sin(0.2)]
  const grid = {
    size: [4, 4, 4],
    spacing: [1, 1, 1],
    origin: [0, 0, 0],
    direction: [cos, -sin, 0, sin, cos, 0, 0, 0, 1],
  } as const
  const file = join(dir, 'askew.nii.gz')
  await writeFile(file, await writeNifti({ data: new Int16Array(64), grid, channels: 1 }))
  expect((await spad('info', file)).out).toContain('slices to the head), oblique by up to 11.5°\n')
})

it('says what files are', async () => {
  const { status, out } = await spad('info', join(dir, 'sideways.nii.gz'))
  expect(status).toBe(0)
  expect(out).toContain(
    'orientation  PIL (columns grow to the back, rows to the feet, slices to the left)',
  )
  const json = await spad('info', '--json', join(dir, 'study', 'one'))
  expect(JSON.parse(json.out)).toMatchObject({
    name: 'one',
    kind: 'DICOM',
    files: 4,
    size: [12, 10, 4],
    spacing: [0.8, 0.9, 3],
    orientation: 'LPS',
    type: 'int16',
    modality: 'CT',
    syntax: { uid: '1.2.840.10008.1.2.1', name: 'explicit, little endian' },
  })
  expect((await spad('info', join(dir, 'model', 'model.json'))).err).toContain(
    'model.json` is no file or folder that holds a scan: DICOM, NIfTI, NRRD, MHA and pictures are read; ' +
      'a model is `--model`.',
  )
})

it.each(['40', '40,0', '40,-1', 'NaN,Infinity', ',', '40,400,1'])(
  'refuses the window %s',
  async (window) => {
    const { status, err } = await segment(
      'windows',
      '--window',
      window,
      join(dir, 'upright.nii.gz'),
    )
    expect([status, err]).toEqual([
      2,
      `spad: \`--window\` is "${window}": it must be a centre and a width above 0, such as 40,400; of several channels NAME=40,400 for each, or NAME=none.\n`,
    ])
  },
)

it('refuses what is for pictures where there are scans alone', async () => {
  const scan = join(dir, 'upright.nii.gz')
  const { status, err } = await segment('scans-alone', '--outputs', 'overlay', scan)
  expect([status, err]).toEqual([
    2,
    'spad: `--outputs` is labels,overlay: of scans labels alone are made, and none of the inputs is a picture. ' +
      'Leave it out.\n',
  ])
})

it('refuses what is for scans where there are pictures alone', async () => {
  const picture = join(dir, 'picture.png')
  await writeFile(picture, '')
  for (const [option, value] of Object.entries({ axis: 'axial', window: '40,400' })) {
    const { status, err } = await segment('pictures', `--${option}`, value, picture)
    expect([status, err]).toEqual([
      2,
      `spad: \`--${option}\` is for scans, and none of the inputs is one. Leave it out.\n`,
    ])
  }
})

it('says which series it is that is not segmented', async () => {
  await writeSeries(join(dir, 'gap'), 5)
  const [third = ''] = (await readdir(join(dir, 'gap'))).filter((one) => one.startsWith('7'))
  await writeFile(join(dir, 'gap', third), '')
  const { status, err } = await segment('gap-out', join(dir, 'gap'))
  expect(status).toBe(2)
  expect(err).toMatch(/Not segmented:\n {2}gap: .*missing/)
})

it('says that a file is not there', async () => {
  const { status, err } = await spad('info', join(dir, 'none.dcm'))
  expect([status, err]).toEqual([
    2,
    `spad: \`${join(dir, 'none.dcm')}\` does not exist. Check the path.\n`,
  ])
})

it('says what a picture is, wherever it lies', async () => {
  const file = join(dir, 'grey.png')
  await writeFile(file, encode({ width: 30, height: 20, data: new Uint8Array(600), channels: 1 }))
  const { status, out, err } = await spad('info', relative(process.cwd(), file))
  expect([status, err, out]).toEqual([
    0,
    '',
    'kind         PNG\nsize         30 × 20 pixels\nchannels     1\ntype         8 bits\n',
  ])
})
