import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { identityGrid, writeNifti } from '@spad/formats'
import { createModel, recipe } from '@spad/models'
import { writePhantoms } from '../../src/data/demo-data.js'
import { readImage } from '../../src/data/read-image.js'
import { loadModelFrom, saveModelTo } from '../../src/index.js'
import { writeGray } from '../../src/images/write-images.js'
import { spad, spawnSpad, temporaryFolder } from './run-spad.js'

vi.setConfig({ testTimeout: 120_000 })

const names = ['FLAIR', 'T1', 'T1ce', 'T2']
let dir: string
let data: string
let cases: readonly string[]
const at = (...parts: string[]) => join(dir, ...parts)
const file = (name: string, channel: number) => join(data, 'images', `${name}_000${channel}.png`)

/** Pictures of four channels: a phantom, turned light to dark, halved and squared. */
beforeAll(async () => {
  dir = await temporaryFolder(afterAll)
  data = at('data')
  await writePhantoms(data, { kind: 'chest', cases: 12, seed: 1, size: [40, 48] })
  const about = join(data, 'dataset.json')
  const description = JSON.parse(await readFile(about, 'utf8')) as {
    splits: Record<string, string[]>
  }
  cases = Object.values(description.splits).flat()
  for (const name of cases) {
    const plain = join(data, 'images', `${name}.png`)
    const image = await readImage(plain)
    const changes = [(v: number) => 1 - v, (v: number) => v / 2, (v: number) => v * v]
    for (const [i, change] of changes.entries())
      await writeGray(file(name, i + 1), { ...image, data: image.data.map(change) })
    await rename(plain, file(name, 0))
  }
  await writeFile(about, JSON.stringify({ ...description, channels: names }))
})

it('trains on four channels, segments and evaluates, in this process and in threads', async () => {
  const run = at('run')
  const quick = ['--preset', 'tiny', '--size', '16', '--steps', '3', '--batch', '2']
  const train = await spad('train', '--data', data, '--out', run, ...quick, '--backend', 'wasm')
  expect(train).toMatchObject({ status: 0 })
  const model = JSON.parse(await readFile(at('run', 'model', 'model.json'), 'utf8')) as unknown
  expect(JSON.stringify(model)).toContain('"channels":["FLAIR","T1","T1ce","T2"]')
  const images = join(data, 'images')
  const segment = ['segment', '--model', run, '--backend', 'wasm', images]
  const one = await spad(...segment, '--out', at('one'))
  expect(one.err).toContain('Segmented 12 of 12 images')
  const [name = ''] = cases
  const labels = await readFile(at('one', `${name}_labels.png`))
  const two = spawnSpad(...segment, '--out', at('two'), '--jobs', '2')
  expect(await two.ended).toEqual({ status: 0, signal: null })
  expect((await readFile(at('two', `${name}_labels.png`))).equals(labels)).toBe(true)
  const scores = ['evaluate', '--model', run, '--data', data, '--backend', 'wasm']
  const report = await spad(...scores, '--report', at('report.html'))
  expect(report).toMatchObject({ status: 0 })
  // another channel than the first is looked at too
  await writeGray(file(name, 3), {
    data: new Float32Array(40 * 48),
    height: 40,
    width: 48,
    channels: 1,
  })
  const again = await spad(...segment, '--out', at('one'))
  expect(again.err).toContain('11 of them were there already')
})

it('names the channel that an input lacks, and what one picture is to such a model', async () => {
  const [name = ''] = cases
  const some = at('some')
  await mkdir(some)
  await writeFile(join(some, 'x_0000.png'), await readFile(file(name, 0)))
  const result = await spad('segment', '--model', at('run'), '--out', at('x'), some)
  expect(result).toMatchObject({ status: 2 })
  expect(result.err).toContain('lacks x_0001 (T1), x_0002 (T1ce), x_0003 (T2)')
})

it('refuses to score channels in another order', async () => {
  const about = join(data, 'dataset.json')
  const text = await readFile(about, 'utf8')
  await writeFile(about, JSON.stringify({ ...JSON.parse(text), channels: [...names].reverse() }))
  const result = await spad('evaluate', '--model', at('run'), '--data', data)
  await writeFile(about, text)
  expect(result).toMatchObject({ status: 2 })
  expect(result.err).toContain(
    'are T2, T1ce, T1, FLAIR: the model was trained on FLAIR, T1, T1ce, T2.',
  )
})

it('segments volumes whose channels are files of their own, or one file', async () => {
  const model = createModel(
    recipe('unet', {
      ...{ height: 16, width: 16, channels: 2, preset: 'tiny' },
      classes: [
        { name: 'background', value: 0, color: [0, 0, 0] },
        { name: 'prostate', value: 1, color: [255, 0, 0] },
      ],
    }).config,
  )
  await saveModelTo(at('volumes'), model, { data: { channels: ['T2', 'ADC'] } })
  model.denoiser.dispose()
  const grid = identityGrid(12, 12, 3)
  const [t2, adc] = [3, 7].map((by) =>
    Int16Array.from({ length: 432 }, (_, i) => (i * i * by) % 251),
  )
  const both = Int16Array.from({ length: 864 }, (_, i) => (i % 2 ? adc : t2)?.[i >> 1] ?? 0)
  const [parts, whole] = [at('parts'), at('whole')]
  for (const folder of [parts, whole]) await mkdir(folder)
  const write = async (path: string, data: Int16Array, channels = 1) =>
    writeFile(path, await writeNifti({ data, grid, channels }))
  await write(join(parts, 'p_0000.nii.gz'), t2 ?? both)
  await write(join(parts, 'p_0001.nii.gz'), adc ?? both)
  await write(join(whole, 'p.nii.gz'), both, 2)
  const segment = ['segment', '--model', at('volumes'), '--backend', 'wasm']
  for (const folder of [parts, whole])
    expect(await spad(...segment, '--out', join(folder, 'out'), folder)).toMatchObject({
      status: 0,
    })
  const [one, other] = await Promise.all(
    [parts, whole].map((folder) => readFile(join(folder, 'out', 'p_labels.nii.gz'))),
  )
  expect(one?.equals(other ?? Buffer.of())).toBe(true)
  await write(join(whole, 'alone.nii.gz'), both.slice(0, 432))
  const alone = await spad(...segment, '--out', join(whole, 'out'), join(whole, 'alone.nii.gz'))
  expect(alone.err).toContain('alone: it has one channel: the model takes T2, ADC.')
  // which of them was meant, nobody knows
  const { classes } = (await loadModelFrom(at('volumes'))).model
  const plain = createModel(
    recipe('unet', { ...{ height: 16, width: 16, channels: 1, preset: 'tiny' }, classes }).config,
  )
  const prepare = { axis: 'coronal', window: { center: 120, width: 300 } } as const
  await saveModelTo(at('plain'), plain, { prepare })
  plain.denoiser.dispose()
  const ask = ['segment', '--model', at('plain'), '--backend', 'wasm', join(whole, 'p.nii.gz')]
  const unsaid = await spad(...ask, '--out', join(whole, 'plain'))
  expect(unsaid.err).toContain('Say which by `--channel`, counted from 0.')
  const beyond = await spad(...ask, '--out', join(whole, 'plain'), '--channel', '2')
  expect(beyond.err).toContain('`--channel` is 2: the scan has 2, counted from 0.')
  const second = await spad(...ask, '--out', join(whole, 'plain'), '--channel', '1')
  expect(second).toMatchObject({ status: 0 })
  expect(second.err).toContain('12 coronal slices, values from -30 to 270')
  await write(join(parts, 'q_0000.nii.gz'), both.slice(0, 432))
  const lacking = await spad(...segment, '--out', join(parts, 'q'), parts)
  expect(lacking).toMatchObject({ status: 2 })
  expect(lacking.err).toContain('lacks q_0001 (ADC)')
})
