import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createModel, recipe } from '@spad/models'
import { identityGrid, readScan, writeNifti } from '@spad/formats'
import { decode } from 'fast-png'
import { expect, it } from 'vitest'
import { encodeLabelMap, openDataset, saveModelTo, useBackend } from '../../src/index.js'
import { spad, temporaryFolder } from '../cli/run-spad.js'

const SIDE = 16
const SLICES = 3
/** As FreeSurfer numbers its atlas. */
const labels = { background: 0, hippocampus: 17, superiortemporal: 2035 }
const grid = { ...identityGrid(SIDE, SIDE, SLICES), spacing: [1, 1, 2] as const }

async function put(file: string, data: Uint8Array | object): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, data instanceof Uint8Array ? data : JSON.stringify(data))
}

const valueOf = (column: number): number => [0, 17, 2035, 0][Math.floor(column / 4)] ?? 0

function volume(masks: boolean, strange = 0): Promise<Uint8Array> {
  const length = SIDE * SIDE * SLICES
  const value = (i: number): number => valueOf(i % SIDE)
  const data = masks
    ? Int32Array.from({ length }, (_, i) => (i === 0 ? strange : value(i)))
    : Int16Array.from({ length }, (_, i) => value(i) / 10 + (i % 7))
  return writeNifti({ data, grid, channels: 1 })
}

it('an atlas whose numbers go beyond a byte is converted, opened, answered and scored', async () => {
  const dir = await temporaryFolder()
  const [raw, out] = [join(dir, 'raw'), join(dir, 'set')]
  const about = { channel_names: { 0: 'T1' }, labels, numTraining: 2, file_ending: '.nii.gz' }
  await put(join(raw, 'dataset.json'), about)
  for (const name of ['a', 'b', 'c']) {
    await put(join(raw, 'imagesTr', `${name}_0000.nii.gz`), await volume(false))
    await put(join(raw, 'labelsTr', `${name}.nii.gz`), await volume(true, name === 'c' ? 70000 : 0))
  }
  const convert = ['dataset', 'convert', '--from', 'nnunet', raw, '--out', out, '--axis', 'axial']
  const converted = await spad(...convert)
  expect(converted.err).toContain(
    '`c.nii.gz` holds 70000: labels are whole numbers from 0 to 65535.',
  )
  expect(converted.err).toContain('Converted 2 of 3 cases into 6 images')
  const mask = decode(await readFile(join(out, 'masks', 'a__0001.png')))
  expect(mask.depth).toBe(16)
  expect([0, 4, 8, 12].map((at) => mask.data[at])).toEqual([0, 17, 2035, 0])

  const data = await openDataset(out)
  expect(data.classes.map(({ name, value }) => [name, value])).toEqual(Object.entries(labels))
  const { labels: map } = await data.read(0)
  expect([...map.data.subarray(0, SIDE)]).toEqual(
    Array.from({ length: SIDE }, (_, x) => [0, 1, 2, 0][Math.floor(x / 4)]),
  )
  const again = decode(await encodeLabelMap(map, data.classes))
  expect(again.data).toEqual(mask.data)

  await useBackend('wasm')
  const size = { height: SIDE, width: SIDE, channels: data.channels, classes: data.classes }
  const model = createModel(recipe('unet', { ...size, preset: 'tiny' }).config, { seed: 3 })
  await saveModelTo(join(dir, 'model'), model)
  model.denoiser.dispose()
  const scan = join(raw, 'imagesTr', 'a_0000.nii.gz')
  const call = ['segment', '--model', join(dir, 'model'), '--backend', 'wasm', '--out', dir]
  expect(await spad(...call, '--format', 'nifti', scan)).toMatchObject({ status: 0 })
  const bytes = await readFile(join(dir, 'a_0000_labels.nii.gz'))
  const answer = await readScan([{ name: 'a.nii.gz', bytes: new Uint8Array(bytes) }])
  expect(answer.data).toBeInstanceOf(Uint16Array)
  expect(new Set(answer.data)).not.toEqual(new Set([0]))
  for (const value of new Set(answer.data)) expect(Object.values(labels)).toContain(value)

  const truth = join(raw, 'labelsTr', 'a.nii.gz')
  const pair = ['--prediction', truth, '--truth', truth, '--labels', join(raw, 'dataset.json')]
  const scored = await spad('evaluate', ...pair)
  expect(scored.out + scored.err).toMatch(/superiortemporal/)
  expect(scored.status).toBe(0)
})

it('masks of shades are told apart from classes as before', async () => {
  const dir = await temporaryFolder()
  const classes = Array.from({ length: 40 }, (_, i) => 100 * i)
  for (const name of ['a', 'b']) {
    const map = { data: Uint8Array.from({ length: 40 * 40 }, (_, i) => i % 40), height: 40, width: 40 } // prettier-ignore
    const named = classes.map((value, i) => ({ name: `c${i}`, value, color: [0, 0, 0] as const }))
    await put(join(dir, 'masks', `${name}.png`), await encodeLabelMap(map, named))
    await put(join(dir, 'images', `${name}.png`), await encodeLabelMap(map, named))
  }
  await expect(openDataset(dir)).rejects.toThrow('holds 40 different values: more than 32 classes')
})
