import { IGNORED } from '@spad/core'
import { describe, expect, test } from 'vitest'
import { ignoredValue } from '../../src/data/ignored-value.js'
import { openDataset } from '../../src/data/open-dataset.js'
import { surveyDataset } from '../../src/data/survey-dataset.js'
import { markData } from '../../src/run/data-mark.js'
import { readInThreads } from '../../src/workers/read-in-threads.js'
import { fromSource } from '../from-source.js'
import { cases, grey, makeFolder } from './pictures.js'

const labels = { background: 0, lesion: 1 }
const splits = { train: ['a'], val: ['b'], test: ['c'] }

/** Three cases; of the first mask the left eighth, 2 of 16 columns, is unknown. */
async function folder(description: object) {
  const mask = await grey((i) => (i % 16 < 2 ? 255 : i % 16 > 7 ? 1 : 0))
  const known = await grey((i) => (i % 16 > 7 ? 1 : 0))
  return await makeFolder({
    ...(await cases(3)),
    'masks/a.png': mask,
    'masks/b.png': known,
    'masks/c.png': known,
    'dataset.json': JSON.stringify({ splits, ...description }),
  })
}

describe('what nobody knows', () => {
  test.each([
    ['by its value', { labels, ignore: 255 }],
    ['by its name', { labels: { ...labels, ignore: 255 } }],
    ['by both', { labels: { ...labels, ignore: 255 }, ignore: 255 }],
  ])('is no class, %s', async (_, description) => {
    const data = await openDataset(await folder(description))
    expect(data.classes.map(({ name }) => name)).toEqual(['background', 'lesion'])
    expect(data.ignore).toBe(255)
    const read = (await data.read(0)).labels.data
    expect([...read.subarray(0, 4)]).toEqual([IGNORED, IGNORED, 0, 0])
    expect([...new Set((await data.read(1)).labels.data)]).toEqual([0, 1])
  })

  test('is said by the survey, and counts for no class', async () => {
    const { notes, classes } = await surveyDataset(
      await openDataset(await folder({ labels, ignore: 255 })),
    )
    expect(notes).toContain(
      '1 of 3 cases have pixels to be ignored, 4.2 % of all: they are neither learnt nor scored',
    )
    expect(classes.map(({ share }) => share)).toEqual([6 + 8 + 8, 24].map((part) => part / 46))
  })

  test('is the same where threads read', async () => {
    const data = await openDataset(await folder({ labels, ignore: 255 }))
    const reading = readInThreads(data, { threads: 1, execArgv: fromSource })
    try {
      const { labels: read } = await reading.subset('train').read(0)
      expect(read).toEqual((await data.read(0)).labels)
    } finally {
      await reading.stop()
    }
  })

  test('is part of what a run knows its data by, however it is said', async () => {
    const dir = await folder({ labels: { ...labels, other: 255 } })
    const ignoring = await folder({ labels, ignore: 255 })
    const plain = await markData(await openDataset(dir))
    expect((await markData(await openDataset(ignoring))).data).not.toBe(plain.data)
    const named = await folder({ labels: { ...labels, ignore: 255 } })
    expect((await markData(await openDataset(named))).data).toBe(
      (await markData(await openDataset(ignoring))).data,
    )
  })
})

test('is refused where it cannot be meant', () => {
  expect(() => ignoredValue('d.json', { ignore: 255 })).toThrow(
    '[@spad/node] `ignore` in `d.json` is 255, without `labels`: what the other values are has to be said ' +
      'too. Name the classes under `labels`.',
  )
  expect(() => ignoredValue('d.json', { labels, ignore: 1 })).toThrow(
    '[@spad/node] `ignore` in `d.json` is 1, the value of `lesion`: what is ignored needs a value that no ' +
      'class has.',
  )
  expect(() => ignoredValue('d.json', { labels: { ...labels, ignore: 2 }, ignore: 255 })).toThrow(
    '[@spad/node] `ignore` in `d.json` is 255, and `labels.ignore` is 2: one value is ignored. Say it once.',
  )
  expect(ignoredValue('d.json', { labels })).toEqual({ labels })
  expect(ignoredValue('d.json', {})).toEqual({})
})
