import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { recipe, createModel } from '@spad/models'
import { phantomClasses } from '@spad/core/phantoms'
import { writePhantoms } from '../../src/data/demo-data.js'
import { saveModelTo, useBackend } from '../../src/index.js'
import { spad, spawnSpad, temporaryFolder } from './run-spad.js'

const COUNT = 12
let dir: string
let whole: string

const options = (out: string, ...more: string[]): string[] =>
  ['segment', '--model', join(dir, 'model'), '--out', out, '--backend', 'wasm'].concat([
    '--ensemble',
    '4',
    '--outputs',
    'all',
    ...more,
    join(dir, 'data', 'images'),
  ])

beforeAll(async () => {
  dir = await temporaryFolder(afterAll)
  whole = join(dir, 'whole')
  await writePhantoms(join(dir, 'data'), { kind: 'chest', cases: COUNT, seed: 1, size: [64, 64] })
  await useBackend('wasm')
  const size = { height: 64, width: 64, channels: 1, classes: phantomClasses('chest') }
  const model = createModel(recipe('unet', { ...size, preset: 'tiny' }).config)
  await saveModelTo(join(dir, 'model'), model)
  model.denoiser.dispose()
  expect(await spad(...options(whole))).toMatchObject({ status: 0 })
}, 60_000)

it('makes the same in threads, and goes on after a kill', async () => {
  const out = join(dir, 'broken')
  const { child, ended } = spawnSpad(...options(out, '--jobs', '2'))
  while ((await finished(out)) < 2) await new Promise((resolve) => setTimeout(resolve, 5))
  child.kill('SIGKILL')
  await ended
  const before = await finished(out)
  expect(before).toBeLessThan(COUNT)
  const again = spawnSpad(...options(out, '--jobs', '2'))
  expect(await again.ended).toEqual({ status: 0, signal: null })
  expect(again.texts().err).toMatch(
    new RegExp(
      `Segmented ${COUNT} of ${COUNT} images into .*; ${before} of them were there already`,
    ),
  )
  expect(await contentOf(out)).toEqual(await contentOf(whole))
}, 120_000)

it('takes a few images at once on this thread where there are no threads to share', async () => {
  const out = join(dir, 'cpu')
  const few = join(dir, 'few')
  await mkdir(few)
  const names = (await readdir(join(dir, 'data', 'images'))).sort().slice(0, 4)
  for (const name of names) await copyFile(join(dir, 'data', 'images', name), join(few, name))
  const argv = options(out, '--jobs', '3').map((word) => (word === 'wasm' ? 'cpu' : word))
  expect(await spad(...argv.slice(0, -1), few)).toMatchObject({ status: 0 })
  const made = (await readdir(whole)).filter(
    (file) =>
      !/\.(png|tiff?)$/.test(file) ||
      names.some((name) => file.startsWith(name.replace('.png', '_'))),
  )
  expect(await readdir(out)).toEqual(made)
}, 120_000)

/** How many images have their last file. */
async function finished(out: string): Promise<number> {
  const names = await readdir(out).catch(() => [])
  return names.filter((name) => name.endsWith('_labels.png')).length
}

async function contentOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).sort()
  const files = await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')))
  return Object.fromEntries(names.map((name, i) => [name, files[i] ?? '']))
}

it('refuses results that would overwrite one another, or differ in case alone', async () => {
  const images = join(dir, 'names')
  const [source = ''] = (await readdir(join(dir, 'data', 'images'))).sort()
  await mkdir(images)
  for (const name of ['a.png', 'A.png'])
    await copyFile(join(dir, 'data', 'images', source), join(images, name))
  const call = [
    'segment',
    '--model',
    join(dir, 'model'),
    '--backend',
    'wasm',
    '--out',
    join(dir, 'n'),
  ]
  const { status, err } = await spad(...call, join(images, 'a.png'), join(images, 'A.png'))
  expect(err).toMatch(
    /is a result of `.*` too: it would be overwritten\. Choose another `--out`, or rename/,
  )
  expect(status).toBe(2)
})

it('says which results of before, of other options, stay beside new labels', async () => {
  const out = join(dir, 'left')
  await mkdir(out)
  const images = join(dir, 'two')
  await mkdir(images)
  const [one = '', other = ''] = (await readdir(join(dir, 'data', 'images'))).sort()
  for (const name of [one, other])
    await copyFile(join(dir, 'data', 'images', name), join(images, name))
  const call = (...more: string[]) =>
    spad('segment', '--model', join(dir, 'model'), '--out', out, '--backend', 'wasm', ...more)
  const first = await call('--outputs', 'overlay', images)
  expect(first.err).not.toContain('left as they are')
  expect((await call(images)).err).not.toContain('left as they are')
  const { err } = await call('--ensemble', '4', join(images, one))
  const overlay = `${one.replace('.png', '')}_overlay.png`
  expect(err).toContain(
    `Note: of another model, other options or another image, and left as they are: \`${overlay}\`. ` +
      'Ask for them by `--outputs` and `--samples`, or remove them.',
  )
})
