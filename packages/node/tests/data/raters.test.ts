import { describe, expect, test } from 'vitest'
import { checkDataset, openDataset } from '../../src/index.js'
import { markData } from '../../src/run/data-mark.js'
import { readInThreads } from '../../src/workers/read-in-threads.js'
import { fromSource } from '../from-source.js'
import { grey, makeFolder } from './pictures.js'

const LABELS = { background: 0, nodule: 1 }
const EYE = { background: 0, rim: 1, cup: 2 }

type Files = Record<string, Uint8Array | string>

/** Reader r marks the first `r + 1` columns of each row, so that masks of two are the first three columns. */
const marks = (i: number): boolean[] => [0, 1, 2, 3].map((reader) => i % 16 <= reader)
const bits = (i: number): number =>
  marks(i).reduce((sum, marked, reader) => sum + (marked ? 2 ** reader : 0), 0)
const count = (i: number): number => marks(i).filter(Boolean).length

async function folder(
  pixel: (i: number) => number,
  mask: (i: number) => number,
  description: object,
  names = ['a', 'b', 'c'],
): Promise<Files> {
  const files: Files = { 'dataset.json': JSON.stringify(description) }
  for (const [n, name] of names.entries()) {
    files[`images/${name}.png`] = await grey((i) => (i + n) % 256)
    files[`masks/${name}.png`] = await grey(mask)
    files[`raters/${name}.png`] = await grey(pixel)
  }
  return files
}

const majority = (i: number): number => Number(count(i) >= 2)

describe('readers as bits', () => {
  test('are known from the masks, and that is said', async () => {
    const files = await folder(bits, majority, { labels: LABELS, raters: { count: 4 } })
    const data = await openDataset(await makeFolder(files))
    expect(data.raters).toEqual({ coding: 'bits', count: 4, cases: 3 })
    expect(data.notes).toEqual([
      'raters/ is read as bits of 4 readers, since the masks are then what at least 2 of them marked',
    ])
    const { readers, labels } = await data.read(0)
    expect(readers).toHaveLength(4)
    readers?.forEach((one, reader) => {
      expect([...one.data]).toEqual(Array.from({ length: 192 }, (_, i) => Number(marks(i)[reader])))
    })
    expect([...labels.data.subarray(0, 5)]).toEqual([1, 1, 1, 0, 0])
  })

  test('of fewer who looked, who marked nothing did not; else he found nothing', async () => {
    const three = (i: number): number => bits(i) & 0b0111
    const said = { coding: 'bits', count: 4, readersPerImage: { a: 3 } }
    const files = await folder(three, majority, { labels: LABELS, raters: said })
    const data = await openDataset(await makeFolder(files))
    expect((await data.read(0)).readers).toHaveLength(3)
    expect((await data.read(1)).readers).toHaveLength(4)
    const wrong = { ...said, readersPerImage: { a: 2 } }
    const dir = await makeFolder({
      ...files,
      'dataset.json': JSON.stringify({ labels: LABELS, raters: wrong }),
    })
    await expect((await openDataset(dir)).read(0)).rejects.toThrow(
      /says that 2 readers looked at `.*a\.png`: 3 marked something\. Correct it in dataset\.json\./,
    )
  })

  test('refuse a value that no reader could make', async () => {
    const said = { labels: LABELS, raters: { coding: 'bits', count: 2 } }
    const dir = await makeFolder(await folder(bits, majority, said))
    await expect((await openDataset(dir)).read(0)).rejects.toThrow(
      /a\.png` holds \d+: that is no value of bits of 2 readers and 1 foreground classes\./,
    )
  })
})

describe('readers as counts', () => {
  test('of one class are nested', async () => {
    const said = { labels: LABELS, raters: { coding: 'counts', count: 4 } }
    const data = await openDataset(await makeFolder(await folder(count, majority, said)))
    expect(data.notes).toEqual([
      'raters/ holds counts: reader i of 4 stands for what more than i of them marked',
    ])
    const { readers } = await data.read(2)
    expect(readers?.map((one) => [...one.data.subarray(0, 5)])).toEqual([
      [1, 1, 1, 1, 0],
      [1, 1, 1, 0, 0],
      [1, 1, 0, 0, 0],
      [1, 0, 0, 0, 0],
    ])
  })

  test('of two classes, the second inside the first, are known from the masks', async () => {
    const inner = (i: number): number => Math.max(0, count(i) - 2)
    const mask = (i: number): number => (inner(i) >= 2 ? 2 : Number(count(i) >= 2))
    const files = await folder((i) => count(i) + 16 * inner(i), mask, {
      labels: EYE,
      raters: { count: 4 },
    })
    const data = await openDataset(await makeFolder(files))
    expect(data.raters).toEqual({ coding: 'counts', count: 4, cases: 3 })
    const { readers } = await data.read(0)
    expect(readers?.map((one) => [...one.data.subarray(0, 5)])).toEqual([
      [2, 2, 1, 1, 0],
      [2, 1, 1, 0, 0],
      [1, 1, 0, 0, 0],
      [1, 0, 0, 0, 0],
    ])
  })
})

describe('a folder a reader', () => {
  test('holds masks; who has none for a case did not look', async () => {
    const files: Files = { 'dataset.json': JSON.stringify({ labels: LABELS }) }
    for (const name of ['a', 'b', 'c']) {
      files[`images/${name}.png`] = await grey((i) => i)
      files[`masks/${name}.png`] = await grey(majority)
    }
    for (const [reader, some] of [
      ['ann', ['a', 'b']],
      ['bob', ['a', 'x']],
    ] as const)
      for (const name of some)
        files[`raters/${reader}/${name}.png`] = await grey((i) => Number(i % 16 < some.length))
    const data = await openDataset(await makeFolder(files))
    expect(data.raters).toEqual({ coding: 'folders', count: 2, cases: 2 })
    expect(data.notes).toEqual([
      'raters/ has masks for 1 names that are no cases: `x`',
      'raters/ has nothing for 1 case: their masks stand alone',
    ])
    expect((await data.read(0)).readers).toHaveLength(2)
    expect((await data.read(1)).readers).toHaveLength(1)
    expect(await data.read(2)).not.toHaveProperty('readers')
  })
})

describe('refuses', () => {
  const said = (raters: object, labels: object = LABELS) =>
    folder(bits, majority, { labels, raters })

  test.each([
    ['no number of readers', {}, /dataset\.json must say how many readers there are/],
    ['a coding that cannot be told', { count: 1 }, /neither bits nor counts would make them/],
    ['an unknown coding', { coding: 'sum' }, /`raters\.coding` in .* must be "bits" or "counts"/],
    ['another folder', { dir: 'else' }, /`raters\.dir` in .* must be "raters"/],
  ])('%s', async (_, raters, message) => {
    await expect(openDataset(await makeFolder(await said(raters)))).rejects.toThrow(message)
  })

  test('bits of several classes, and counts of more than two', async () => {
    await expect(
      openDataset(await makeFolder(await said({ coding: 'bits', count: 4 }, EYE))),
    ).rejects.toThrow('`raters.coding` is bits and there are 2 foreground classes')
    const three = { ...EYE, vessel: 3 }
    await expect(
      openDataset(await makeFolder(await said({ coding: 'counts', count: 4 }, three))),
    ).rejects.toThrow('`raters.coding` is counts and there are 3 foreground classes')
  })

  test('a description without a folder, pictures beside folders, and other sizes', async () => {
    const files = await said({ coding: 'bits', count: 4 })
    const bare = Object.fromEntries(Object.entries(files).filter(([n]) => !n.startsWith('raters/')))
    await expect(openDataset(await makeFolder(bare))).rejects.toThrow('there is no such folder')
    const both = { ...files, 'raters/ann/a.png': await grey(majority) }
    await expect(openDataset(await makeFolder(both))).rejects.toThrow('holds pictures and folders')
    const small = { ...files, 'raters/a.png': await grey(bits, { width: 8, height: 8 }) }
    await expect((await openDataset(await makeFolder(small))).read(0)).rejects.toThrow(
      /a\.png` has 8 × 8 pixels, its case 16 × 12: readers' masks must have the size of the image/,
    )
  })
})

test('the survey says how much they agree', async () => {
  const files = await folder(bits, majority, { labels: LABELS, raters: { count: 4 } })
  const dir = await makeFolder(files)
  const found = await checkDataset(await openDataset(dir))
  // columns 1 to 4: Dice of a and b columns is 2 min / (a + b)
  const dice = (2 / 3 + 2 / 4 + 2 / 5 + 4 / 5 + 4 / 6 + 6 / 7) / 6
  expect(found?.readers?.cases).toBe(3)
  expect(found?.readers?.dice).toBeCloseTo(dice, 10)
  expect(found?.notes).toContain(
    `3 of 3 cases have several readers, who agree by a mean Dice of ${dice.toFixed(3)}, pair by pair`,
  )
})

test('threads read them too, resized as the labels are', async () => {
  const files = await folder(
    bits,
    majority,
    { labels: LABELS, raters: { count: 4 } },
    Array.from('abcdefghijkl'),
  )
  const data = await openDataset(await makeFolder(files))
  const reading = readInThreads(data, {
    size: { height: 6, width: 8 },
    threads: 1,
    execArgv: fromSource,
  })
  try {
    const { readers, labels } = await reading.subset('all').read(0)
    expect(readers).toHaveLength(4)
    expect(readers?.every(({ height, width }) => height === 6 && width === 8)).toBe(true)
    expect(labels.data).toHaveLength(48)
  } finally {
    await reading.stop()
  }
})

test('another reader is another data set', async () => {
  const description = { labels: LABELS, raters: { coding: 'bits', count: 4 } }
  const names = Array.from('abcdefghij')
  const files = await folder(bits, majority, description, names)
  const one = await markData(await openDataset(await makeFolder(files)))
  const changed = { ...files, 'raters/c.png': await grey((i) => bits(i) | 1) }
  const other = await markData(await openDataset(await makeFolder(changed)))
  expect(other.content).not.toBe(one.content)
  expect(other.data).toBe(one.data)
})
