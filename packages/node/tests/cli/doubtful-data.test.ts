import { copyFile, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makePhantoms, phantomClasses } from '@spad/core/phantoms'
import { trainingLook } from '../../src/data/training-look.js'
import { loadModelFrom, writeGray, writeLabelMap } from '../../src/index.js'
import { spad } from './run-spad.js'

const tiny = ['--preset', 'tiny', '--size', '32', '--batch', '2', '--backend', 'wasm']
const quick = [...tiny, '--set', 'report=false', '--overwrite']

const made: string[] = []

/** A folder that goes when all tests are over. */
async function makeFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'spad-'))
  made.push(dir)
  return dir
}

afterAll(async () => {
  for (const dir of made) await rm(dir, { recursive: true, force: true })
})

/** Chest phantoms of 12 patients, two images each; `empty` of them show nothing. */
async function chest(empty: (index: number) => boolean = () => false): Promise<string> {
  const dir = await makeFolder()
  const classes = phantomClasses('chest')
  const phantoms = makePhantoms({ kind: 'chest', count: 24, size: [32, 32] })
  for (const [i, { image, labels }] of phantoms.entries()) {
    const name = `p${Math.floor(i / 2)}_${i % 2}`
    await writeGray(join(dir, 'images', `${name}.png`), image)
    const shown = empty(i) ? { ...labels, data: new Uint8Array(labels.data.length) } : labels
    await writeLabelMap(join(dir, 'masks', `${name}.png`), shown, classes)
  }
  return dir
}

let data = ''
let run = ''

beforeAll(async () => {
  data = await chest()
  run = join(await makeFolder(), 'run')
  const trained = await spad('train', '--data', data, '--out', run, ...quick, '--steps', '2')
  expect(trained.err).toMatch(/class 1\s+\d+\s+#e69f00\s+\d+\.\d %\s+\d+ of \d+/)
  expect(trained.status).toBe(0)
})

test('what the images looked like is kept with the model', async () => {
  const { model, metadata } = await loadModelFrom(run)
  model.denoiser.dispose()
  expect(trainingLook(metadata)).toMatchObject({ channels: 1, aspect: [1, 1] })
})

test('scores of cases that a model has seen are told from those of new ones', async () => {
  const args = ['evaluate', '--model', run, '--data', data, '--backend', 'wasm', '--split']
  const words = `Note: the model was trained on ${basename(data)}: cases that it was chosen by score better`
  expect((await spad(...args, 'val')).err).toContain(words)
  expect((await spad(...args, 'test')).err).not.toContain('was trained on')
})

test('validation without any target chooses no model, and that is said', async () => {
  const splits = { train: [] as string[], val: ['p0_0', 'p0_1'], test: ['p1_0', 'p1_1'] }
  for (let i = 4; i < 24; i++) splits.train.push(`p${Math.floor(i / 2)}_${i % 2}`)
  const dir = await chest((i) => i < 2)
  await writeFile(join(dir, 'dataset.json'), JSON.stringify({ splits }))
  const { status, err } = await spad(
    'train',
    '--data',
    dir,
    '--out',
    join(dir, 'run'),
    ...quick,
    '--steps',
    '2',
  )
  expect(status).toBe(0)
  expect(err).toContain('is in no validation case: validation says nothing about it.')
  expect(err).toContain(
    'No validation case shows a class, so validation cannot choose a model: the last weights are kept.',
  )
  expect(err).toContain('no validation case to choose by, the last weights are kept.')
  expect(err).not.toContain('best validation Dice')
})

test('--group-pattern holds the images of a patient together', async () => {
  const args = ['--out', join(await makeFolder(), 'run'), ...quick, '--steps', '1']
  const { status } = await spad('train', '--data', data, ...args, '--group-pattern', '^(.*)_')
  expect(status).toBe(0)
  expect(await readFile(join(args[1] ?? '', 'config.yaml'), 'utf8')).toContain(
    'groupPattern: ^(.*)_',
  )
  const hang = await spad('train', '--data', data, ...args, '--group-pattern', '(?=p)')
  expect(hang).toMatchObject({ status: 2 })
  expect(hang.err).toContain('looks neither around nor back')
})

test('evaluate begins with what there is, and says which images are foreign', async () => {
  const dir = await chest()
  const one = join(dir, 'images', 'p0_0.png')
  await rename(one, `${one}.old`)
  await sharp(`${one}.old`).negate().toFile(one)
  await writeFile(join(dir, 'images', 'more.bmp'), 'BM')
  const report = join(dir, 'report.html')
  const args = ['--model', run, '--data', dir, '--split', 'all', '--backend', 'wasm']
  const { status, err } = await spad('evaluate', ...args, '--report', report)
  expect(status).toBe(0)
  expect(err).toContain(
    'Note: passed over in images/: 1 .bmp, 1 .old; only PNG, JPEG and TIFF are read.',
  )
  expect(err).toMatch(/Warning: 1 image does not look like .+ p0_0: .*as if inverted\./)
  expect(await readFile(report, 'utf8')).toContain('The data, as they were found')
})

test('results beside their images are no images the next time; hidden files are none', async () => {
  const dir = await makeFolder()
  for (const name of ['a', 'b'])
    await copyFile(join(data, 'images', 'p1_0.png'), join(dir, `${name}.png`))
  for (const name of ['._a.png', 'Thumbs.db', 'c.bmp']) await writeFile(join(dir, name), 'x')
  const again = (): ReturnType<typeof spad> =>
    spad('segment', '--model', run, '--outputs', 'all', '--out', dir, dir, '--backend', 'wasm')
  const first = await again()
  expect(first.err).toContain('Segmented 2 of 2 images')
  expect(first.err).toContain(
    `Note: passed over in ${dir}: 1 .bmp; only PNG, JPEG and TIFF are read.`,
  )
  const second = await again()
  expect(second.status).toBe(0)
  expect(second.err).toContain('Note: passed over: 8 results of spad segment.')
  expect(second.err).toContain('Segmented 2 of 2 images')
  expect(second.err).toContain('2 of them were there already')
})

test('plausible masks beside their image are no images the next time', async () => {
  const dir = await makeFolder()
  await copyFile(join(data, 'images', 'p1_0.png'), join(dir, 'a.png'))
  const again = (): ReturnType<typeof spad> =>
    spad('segment', '--model', run, '--samples', '2', '--out', dir, dir, '--backend', 'wasm')
  expect(await again()).toMatchObject({ status: 0 })
  const second = await again()
  expect(second.err).toContain('Note: passed over: 5 results of spad segment.')
  expect(second.err).toContain('Segmented 1 of 1 image')
})

test('an image that is stored turned is segmented upright, and that is said', async () => {
  const dir = await makeFolder()
  const turned = sharp(join(data, 'images', 'p1_0.png'))
    .extend({ right: 16 })
    .withMetadata({ orientation: 6 })
  await turned.jpeg().toFile(join(dir, 'a.jpg'))
  const { err } = await spad(
    'segment',
    '--model',
    run,
    '--out',
    join(dir, 'out'),
    dir,
    '--backend',
    'wasm',
  )
  expect(err).toContain('Note: stored turned, segmented upright (EXIF orientation): `a`.')
  const { width, height } = await sharp(join(dir, 'out', 'a_labels.png')).metadata()
  expect({ width, height }).toEqual({ width: 32, height: 48 })
})
