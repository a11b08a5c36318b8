import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkDataset, openDataset } from '../../src/index.js'
import { checkChannelNames } from '../../src/data/training-look.js'
import { colour, grey, makeFolder } from './pictures.js'

const names = ['FLAIR', 'T1']
const json = (value: unknown): string => JSON.stringify(value)
const mask = (): Promise<Uint8Array> => grey((i) => Number(i % 16 > 7))

async function channels(more: Record<string, Uint8Array | string> = {}) {
  const files: Record<string, Uint8Array | string> = {}
  for (const name of ['a', 'b', 'c']) {
    files[`images/${name}_0000.png`] = await grey((i) => i % 200)
    files[`images/${name}_0001.png`] = await grey((i) => 255 - (i % 200))
    files[`masks/${name}.png`] = await mask()
  }
  return makeFolder({ ...files, 'dataset.json': json({ channels: names }), ...more })
}

test('channels in files of their own are read in their order', async () => {
  const data = await openDataset(await channels())
  expect(data).toMatchObject({ channels: 2, names: ['a', 'b', 'c'], channelNames: names })
  const { image } = await data.read(1)
  expect(image).toMatchObject({ height: 12, width: 16, channels: 2 })
  expect([...image.data.subarray(0, 4)].map((value) => Math.round(value * 255))).toEqual([
    0, 255, 1, 254,
  ])
  await expect(checkDataset(data)).resolves.toBeDefined()
  await expect(checkDataset(data, { pixels: false })).resolves.toBeUndefined()
})

test('a channel that is missing is named, with its case', async () => {
  const dir = await channels({ 'images/d_0001.png': await grey(() => 1) })
  await expect(openDataset(dir)).rejects.toThrow(
    `\`${join(dir, 'images')}\` lacks d_0000 (FLAIR): a case needs a file for each channel.`,
  )
})

test('a file that is no channel is named', async () => {
  const dir = await channels({
    'images/a_0002.png': await grey(() => 1),
    'images/plain.png': await grey(() => 1),
  })
  await expect(openDataset(dir)).rejects.toThrow(
    "has names that are no channel's: `a_0002`, `plain`. There are 2 channels (FLAIR, T1): each has a file of its own, CASE_0000 to CASE_0001.",
  )
})

test('channels of different sizes are refused, and a coloured one', async () => {
  const other = await channels({ 'images/b_0001.png': await grey((i) => i, { width: 20 }) })
  await expect(checkDataset(await openDataset(other))).rejects.toThrow(
    'the channels of a case must lie on each other. Resample them.',
  )
  await expect(checkDataset(await openDataset(other), { pixels: false })).rejects.toThrow(
    'b_0001.png` has 20 × 12 pixels, its mask',
  )
  const coloured = await channels({ 'images/b_0001.png': await colour((i) => (i * 37) % 256) })
  await expect(checkDataset(await openDataset(coloured))).rejects.toThrow('is in colour')
})

test('without their names, the cure is told', async () => {
  const dir = await channels({ 'dataset.json': '{}' })
  await expect(openDataset(dir)).rejects.toThrow(
    'name them in dataset.json: "channels": ["FLAIR", "T1"]',
  )
})

test('names that are no list are refused, and a near miss of the key', async () => {
  await expect(
    openDataset(await channels({ 'dataset.json': json({ channels: { 0: 'FLAIR' } }) })),
  ).rejects.toThrow('it must be a list of names, such as ["FLAIR", "T1"]')
  await expect(
    openDataset(await channels({ 'dataset.json': json({ chanels: names }) })),
  ).rejects.toThrow('write `channels`')
})

test('names of channels are not empty, each is another, and no neighbours are beside them', async () => {
  const refused = async (more: object): Promise<string> =>
    openDataset(await channels({ 'dataset.json': json(more) })).then(
      () => '',
      (error: unknown) => String(error),
    )
  expect(await refused({ channels: ['T1', 'T1'] })).toContain('two channels have one name in it')
  expect(await refused({ channels: ['é', 'e\u0301'] })).toContain('two channels have one name')
  const many = Array.from({ length: 17 }, (_, i) => `c${i}`)
  expect(await refused({ channels: many })).toContain('it may have 16 names at most')
  expect(await refused({ channels: ['T1', ' '] })).toContain('a name in it is empty')
  expect(await refused({ channels: names, prepare: { neighbours: 1 } })).toContain(
    '`prepare.neighbours` in `',
  )
})

test('a model of channels with names refuses single pictures, and the other way round', () => {
  const model = { preprocessing: { channels: 3 } } as never
  const named = { data: { channels: ['a', 'b', 'c'] } } as never
  expect(() => {
    checkChannelNames({ place: 'd' }, named, model)
  }).toThrow(
    'the images of `d` are one picture each: the model was trained on the channels a, b, c.',
  )
  expect(() => {
    checkChannelNames({ place: 'd', channelNames: ['a', 'b', 'c'] }, {}, model)
  }).toThrow('the images of `d` have the channels a, b, c, a picture each')
  expect(() => {
    checkChannelNames({ place: 'd', channelNames: ['a', 'c', 'b'] }, named, model)
  }).toThrow('the channels of `d` are a, c, b: the model was trained on a, b, c.')
  checkChannelNames({ place: 'd', channelNames: ['a', 'b', 'c'] }, named, model)
  checkChannelNames({ place: 'd' }, {}, model)
})
