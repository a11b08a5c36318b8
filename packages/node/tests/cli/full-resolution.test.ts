import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { readImage } from '../../src/data/read-image.js'
import { writePhantoms } from '../../src/data/demo-data.js'
import { spad, temporaryFolder } from './run-spad.js'

vi.setConfig({ testTimeout: 120_000 })

let dir: string
let data: string
const at = (...parts: string[]) => join(dir, ...parts)
const quick = ['--preset', 'tiny', '--batch', '2', '--backend', 'wasm', '--set', 'report=false']
const windows = ['--size', '16', '--set', 'fit.type=windows']

beforeAll(async () => {
  dir = await temporaryFolder(afterAll)
  data = at('data')
  await writePhantoms(data, { kind: 'chest', cases: 14, seed: 1, size: [40, 48] })
})

const json = async (file: string) => JSON.parse(await readFile(file, 'utf8')) as never

it('plans: says what a training would look at, and why', async () => {
  const { status, out } = await spad('plan', '--data', data, '--json', at('plan.json'))
  expect(status).toBe(0)
  expect(out).toContain('training images, 40 rows, 48 columns.')
  expect(out).toContain('Whole images at 48x48')
  expect(await json(at('plan.json'))).toMatchObject({ size: '48x48', fit: { type: 'resize' } })
})

it('trains on patches and segments through windows, at the images’ own size', async () => {
  const run = at('windows')
  const train = await spad(
    'train',
    '--data',
    data,
    '--out',
    run,
    ...windows,
    '--steps',
    '3',
    ...quick,
  )
  expect(train).toMatchObject({ status: 0 })
  expect(train.err).toContain('16x16 pixels in windows')
  const evaluate = ['evaluate', '--model', run, '--data', data, '--backend', 'wasm']
  expect(await spad(...evaluate, '--json', at('w.json'))).toMatchObject({ status: 0 })
  const model = at('windows', 'model', 'model.json')
  expect(JSON.stringify(await json(model))).toContain('"type":"windows","scale":1,"step":0.5')
})

it('cross-validates, goes on when called again, and joins the folds', async () => {
  const out = at('folds')
  const command = ['cross-validate', '--data', data, '--out', out, '--folds', '2', '--steps', '2']
  const first = await spad(...command, '--size', '16', ...quick)
  expect(first).toMatchObject({ status: 0 })
  const scores = await json(join(out, 'scores.json'))
  const { folds, cases } = scores as { folds: { cases: number }[]; cases: { name: string }[] }
  expect(folds.length).toBe(2)
  expect(folds[0]!.cases + folds[1]!.cases).toBe(cases.length)
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
  const again = await spad(...command, '--size', '16', ...quick)
  expect(again).toMatchObject({ status: 0 })
  expect(await json(join(out, 'scores.json'))).toEqual(scores)
  const together = ['--model', join(out, 'fold-1'), '--model', join(out, 'fold-2')]
  const image = at('data', 'images', `${cases[0]!.name}.png`)
  const segment = ['segment', image, '--backend', 'wasm', '--out']
  expect(await spad(...segment, at('a'), ...together)).toMatchObject({ status: 0 })
  expect(await spad(...segment, at('b'), '--model', join(out, 'model'))).toMatchObject({
    status: 0,
  })
  const labels = (folder: string) => readImage(at(folder, `${cases[0]!.name}_labels.png`))
  expect(await labels('a')).toEqual(await labels('b'))
})

it('joins models of different sizes for an answer, but not into one file', async () => {
  const both = ['--model', at('windows'), '--model', at('folds', 'fold-1')]
  const image = at('data', 'images', 'chest-000.png')
  const result = await spad('segment', image, ...both, '--out', at('c'), '--backend', 'wasm')
  expect(result).toMatchObject({ status: 0 })
  const { status, err } = await spad('ensemble', ...both, '--out', at('joined'))
  expect(status).toBe(2)
  expect(err).toContain('cannot be saved as one. Save each.')
  expect(await spad('ensemble', '--model', at('windows'), '--out', at('joined'))).toMatchObject({
    status: 2,
    err: expect.stringContaining('it must be given at least twice.') as string,
  })
})

it('trains windows that see what lies around them, and says that whole images have no context', async () => {
  const run = at('context')
  const begin = ['train', '--data', data, '--out', run, '--size', '16', '--steps', '3', ...quick]
  expect(await spad(...begin, '--context', '3')).toMatchObject({
    status: 2,
    err: expect.stringContaining('`context` is 3: it is what windows see besides') as string,
  })
  const train = await spad(...begin, '--fit', 'windows', '--context', '3')
  expect([train.status, train.err]).toEqual([0, expect.stringContaining('windows')])
  const saved = JSON.stringify(await json(at('context', 'model', 'model.json')))
  expect(saved).toContain('"type":"windows","scale":1,"step":0.5,"context":3')
  const image = at('data', 'images', 'chest-000.png')
  const segment = ['segment', image, '--backend', 'wasm', '--out']
  expect(await spad(...segment, at('d'), '--model', run)).toMatchObject({ status: 0 })
  const both = ['--model', run, '--model', at('windows')]
  expect(await spad(...segment, at('e'), ...both)).toMatchObject({ status: 0 })
})

it('sees images at the scales that are asked for', async () => {
  const image = at('data', 'images', 'chest-000.png')
  const call = (out: string, ...more: string[]) =>
    spad('segment', image, '--model', at('windows'), '--backend', 'wasm', '--out', at(out), ...more)
  expect(await call('s1', '--outputs', 'all')).toMatchObject({ status: 0 })
  expect(await call('s3', '--outputs', 'all', '--scales', '0.75,1,1.25')).toMatchObject({
    status: 0,
  })
  const uncertainty = (out: string) => readImage(at(out, 'chest-000_uncertainty.png'))
  const [one, three] = [await uncertainty('s1'), await uncertainty('s3')]
  expect(three.data).not.toEqual(one.data)
  expect(await call('s4', '--scales', '0.1')).toMatchObject({
    status: 2,
    err: expect.stringContaining('`scales` is 0.1: it must be a number from 0.25 to 4.') as string,
  })
  expect(await call('s5', '--scales', '1,x')).toMatchObject({ status: 2 })
})

it('begins with a model’s weights, and says what begins anew', async () => {
  const begin = ['train', '--data', data, '--size', '16', '--steps', '1', ...quick]
  const same = await spad(...begin, '--out', at('init'), '--init', at('windows'))
  expect(same.err).toMatch(/Begins with (\d+) of \1 weights of /)
  expect(same.status).toBe(0)
  const frozen = await spad(
    ...[...begin, '--out', at('frozen'), '--init', at('windows')],
    ...['--set', 'frozen=[encoder]'],
  )
  expect(frozen).toMatchObject({ status: 0 })
  const other = ['--out', at('other'), '--init', at('windows'), '--preset', 'base']
  const { status, err } = await spad(...begin, ...other)
  expect([status, err]).toEqual([
    2,
    expect.stringContaining('1 of 55 weights fit this network, and half have to.'),
  ])
})

it('exports a model for other engines', async () => {
  const [onnx, weights] = [at('model.onnx'), at('model.safetensors')]
  const command = ['export', '--model', at('windows'), '--onnx', onnx, '--safetensors', weights]
  expect(await spad(...command)).toMatchObject({ status: 0 })
  expect((await readFile(onnx)).includes('Conv')).toBe(true)
  expect((await readFile(onnx)).includes('"type":"windows"')).toBe(true)
  expect((await readFile(weights)).length).toBeGreaterThan(100_000)
  expect(await spad('export', '--model', at('windows'))).toMatchObject({
    status: 2,
    err: expect.stringContaining('there is nothing to write') as string,
  })
})
