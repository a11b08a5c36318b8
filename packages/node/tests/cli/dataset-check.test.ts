import { copyFile, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writePhantoms } from '../../src/data/demo-data.js'
import { grey, picture } from '../data/pictures.js'
import { spad, temporaryFolder } from './run-spad.js'

async function phantoms(): Promise<string> {
  const dir = await temporaryFolder()
  await writePhantoms(dir, { kind: 'chest', cases: 8, seed: 1, size: [32, 40] })
  return dir
}

const check = (dir: string, ...more: string[]): ReturnType<typeof spad> =>
  spad('dataset', 'check', '--data', dir, ...more)

it('says what a data set is, and that it is sound', async () => {
  const dir = await phantoms()
  const { status, out, err } = await check(dir, '--json', join(dir, 'found.json'))
  expect(err).toContain('is sound: 8 cases, 0 warnings')
  expect(status).toBe(0)
  expect(out).toMatch(/^class +value +colour +pixels/m)
  expect(out).toMatch(/^training +\d +\d$/m)
  expect(out).toContain('Images are 40 pixels wide and 32 high.')
  expect(JSON.parse(await readFile(join(dir, 'found.json'), 'utf8'))).toMatchObject({
    fingerprint: { cases: 8, height: { min: 32, max: 32 } },
  })
})

it('ends with 2 at images in several splits and groups that are divided', async () => {
  const dir = await phantoms()
  const json = join(dir, 'dataset.json')
  const names = ['chest-000', 'chest-001', 'chest-002', 'chest-003', 'chest-004', 'chest-005']
  const splits = {
    train: names.slice(0, 4),
    val: [names[4]],
    test: [names[5], 'chest-006', 'chest-007'],
  }
  const described = JSON.parse(await readFile(json, 'utf8')) as object
  await writeFile(json, JSON.stringify({ ...described, splits, groupPattern: '^chest-0' }))
  for (const folder of ['images', 'masks'])
    await copyFile(join(dir, folder, 'chest-000.png'), join(dir, folder, 'chest-006.png'))
  const { status, out, err } = await check(dir)
  expect(out).toContain('1 image is in several splits under other names')
  expect(out).toContain('1 group is in several splits')
  expect(out).toContain('1 image is there several times, pixel by pixel: `chest-000 = chest-006`')
  expect(err).toContain('is not sound: 8 cases, 2 warnings')
  expect(status).toBe(2)
})

it('tells all that is wrong with masks whose values are named, of several kinds', async () => {
  const dir = await phantoms()
  const mask = (name: string): string => join(dir, 'masks', `${name}.png`)
  await writeFile(mask('chest-000'), 'no picture')
  await writeFile(join(dir, 'images', 'chest-000.png'), 'none either')
  await writeFile(mask('chest-001'), await grey(() => 77, { width: 40, height: 32 }))
  await writeFile(mask('chest-002'), await grey(() => 0))
  const { status, err } = await check(dir)
  // an image is looked at before any mask
  expect(err).toContain('has 2 problems:')
  await copyFile(join(dir, 'images', 'chest-003.png'), join(dir, 'images', 'chest-000.png'))
  const again = await check(dir)
  expect(again.err).toContain('has 3 problems:')
  expect(again.err).toContain('holds the value 77')
  expect(again.err).toContain('its mask')
  expect([status, again.status]).toEqual([2, 2])
})

it('ends with 2 and tells all cases that cannot be read', async () => {
  const dir = await phantoms()
  await writeFile(join(dir, 'images', 'chest-001.png'), 'no picture')
  await copyFile(join(dir, 'masks', 'chest-000.png'), join(dir, 'masks', 'chest-003.png'))
  await writeFile(join(dir, 'masks', 'chest-002.png'), '')
  const { status, err } = await check(dir)
  expect(err).toContain('has 2 problems:')
  for (const name of ['images/chest-001.png', 'masks/chest-002.png']) expect(err).toContain(name)
  expect(status).toBe(2)
})

it('tells all images that are transparent, and all masks that are JPEGs, together', async () => {
  const dir = await phantoms()
  const shape = { width: 40, height: 32, channels: 4 } as const
  const clear = await picture((i) => (i * 7) % 251, shape)
    .png()
    .toBuffer()
  for (const name of ['chest-001', 'chest-002'])
    await writeFile(join(dir, 'images', `${name}.png`), clear)
  const lossy = await picture(() => 0, { width: 40, height: 32 })
    .jpeg()
    .toBuffer()
  await writeFile(join(dir, 'masks', 'chest-003.png'), lossy)
  const { status, err } = await check(dir)
  expect(err).toContain('has 3 problems:')
  for (const name of ['chest-001.png', 'chest-002.png'])
    expect(err).toContain(`${join(dir, 'images', name)}\` has transparent pixels`)
  expect(err).toContain('is a JPEG')
  expect(status).toBe(2)
})

it('says that too few groups cannot be split', async () => {
  const dir = await phantoms()
  const json = join(dir, 'dataset.json')
  const described = JSON.parse(await readFile(json, 'utf8')) as Record<string, unknown>
  delete described.splits
  await writeFile(json, JSON.stringify({ ...described, groupPattern: '^chest' }))
  const { status, out } = await check(dir)
  expect(out).toContain('8 cases in 1 group: it takes three groups')
  expect(status).toBe(2)
})

it('tells of channels what is wrong with them, and of a description before all files', async () => {
  const dir = await phantoms()
  const [images, json] = [join(dir, 'images'), join(dir, 'dataset.json')]
  const described = JSON.parse(await readFile(json, 'utf8')) as object
  for (const file of await readdir(images)) {
    const name = join(images, file.replace('.png', ''))
    await copyFile(join(images, file), `${name}_0001.png`)
    await rename(join(images, file), `${name}_0000.png`)
  }
  const channels = ['FLAIR', 'T1']
  await writeFile(json, JSON.stringify({ ...described, channels }))
  for (const file of ['chest-001_0001.png', 'chest-002_0000.png'])
    await writeFile(join(images, file), 'no picture')
  const broken = await check(dir)
  expect(broken.err).toContain('has 2 problems:')
  expect(broken.err).toContain('chest-001_0001.png')
  await rm(join(images, 'chest-001_0001.png'))
  expect((await check(dir)).err).toContain('lacks chest-001_0001 (T1)')
  await writeFile(json, JSON.stringify({ ...described, channels: 'T1' }))
  const { status, err } = await check(dir)
  expect(err).toContain('it must be a list of names, such as ["FLAIR", "T1"]')
  expect(status).toBe(2)
})
