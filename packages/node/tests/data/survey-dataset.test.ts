import { expect, test } from 'vitest'
import { checkDataset, openDataset, type OpenDatasetOptions } from '../../src/index.js'
import type { Survey } from '../../src/data/survey.js'
import { surveyDataset } from '../../src/data/survey-dataset.js'
import { surveyText } from '../../src/data/survey-text.js'
import { grey, indexed, makeFolder, middle, picture } from './pictures.js'

type Files = Record<string, Uint8Array | string>

/** Cases `a`, `b`, …: images that differ, masks with `value` in the middle. */
async function folder(values: readonly number[], description: object, more: Files = {}) {
  const files: Files = { 'dataset.json': JSON.stringify(description) }
  for (const [i, value] of values.entries()) {
    const name = String.fromCharCode(97 + i)
    files[`images/${name}.png`] = await grey((k) => (k * (i + 3)) % 251)
    files[`masks/${name}.png`] = await grey((k) => value * middle(k))
  }
  return makeFolder({ ...files, ...more })
}

/** Without what is said of folders as small as those of tests. */
async function survey(dir: string, options?: OpenDatasetOptions): Promise<Survey> {
  const found = await surveyDataset(await openDataset(dir, options))
  return { ...found, notes: found.notes.filter((note) => !note.includes('single images decide')) }
}

const labels = { background: 0, lung: 1, device: 2 }
const splits = { train: ['a', 'b'], val: ['c'], test: ['d'] }

test('says of each class its share and in how many cases of each split it is', async () => {
  const found = await survey(await folder([1, 2, 1, 0], { labels, splits }))
  expect(found.cases).toEqual({ train: 2, val: 1, test: 1 })
  expect(found.classes.map(({ name, cases }) => [name, cases])).toEqual([
    ['background', { train: 2, val: 1, test: 1 }],
    ['lung', { train: 1, val: 1, test: 0 }],
    ['device', { train: 1, val: 0, test: 0 }],
  ])
  expect(found.classes[1]?.share).toBeCloseTo(80 / 768, 9)
  expect(surveyText(found)).toContain(
    'lung            1  #e69f00  10.4 %          1 of 2            1 of 1      0 of 1\n',
  )
  expect(found.profile).toMatchObject({ images: 2, channels: 1 })
})

test('a class that a split lacks is a warning', async () => {
  const { warnings } = await survey(await folder([1, 1, 1, 2], { labels, splits }))
  expect(warnings).toEqual([
    '`lung` is in no test case: test scores say nothing about it',
    '`device` is in no training case: it cannot be learnt',
    '`device` is in no validation case: validation says nothing about it',
  ])
})

test('masks that show nothing at all are refused', async () => {
  const dir = await folder([0, 0, 0, 0], { labels, splits })
  await expect(checkDataset(await openDataset(dir))).rejects.toThrow(
    `[@spad/node] the masks in \`${dir}\` hold 0 (background) in every pixel of every mask: there is ` +
      'nothing to segment. Check `labels` in dataset.json and the masks.',
  )
})

test('masks of one class alone, whichever it is, are refused as well', async () => {
  const plain: Files = {}
  for (const name of 'abcd') plain[`masks/${name}.png`] = await grey(() => 1)
  const full = await folder([0, 0, 0, 0], { labels, splits }, plain)
  await expect(checkDataset(await openDataset(full))).rejects.toThrow(
    'hold 1 (lung) in every pixel of every mask: there is nothing to segment.',
  )
  const ignored = await folder([0, 0, 0, 0], { labels: { a: 5, b: 6 }, ignore: 1, splits }, plain)
  await expect(checkDataset(await openDataset(ignored))).rejects.toThrow(
    'hold the value to be ignored in every pixel of every mask: there is nothing to segment.',
  )
})

test('one image in two splits is a warning, whatever its file', async () => {
  const dir = await folder([1, 2, 1, 1], { labels, splits })
  const same = picture((k) => (k * 3) % 251)
  const twice = await folder(
    [1, 2, 1, 1],
    { labels, splits },
    {
      'images/d.png': await same.png({ compressionLevel: 1 }).toBuffer(),
    },
  )
  expect((await survey(dir)).warnings.join()).not.toContain('several splits')
  expect((await survey(twice)).warnings).toContain(
    '1 image is in several splits under other names, pixel by pixel: `a (train) = d (test)`; scores ' +
      'of such cases say nothing about new images',
  )
})

test('a group in two splits is a warning, by a pattern of either kind', async () => {
  const names = { train: ['p1_a', 'p1_b'], val: ['p2_a'], test: ['p1_c'] }
  const files: Files = {}
  for (const [i, name] of ['p1_a', 'p1_b', 'p2_a', 'p1_c'].entries()) {
    files[`images/${name}.png`] = await grey((k) => (k * (i + 3)) % 251)
    files[`masks/${name}.png`] = await grey(middle)
  }
  const warning =
    '1 group is in several splits: `p1 (train, test)`; scores of such cases say little about new patients'
  const own = {
    ...files,
    'dataset.json': JSON.stringify({ splits: names, groupPattern: '^(.*)_' }),
  }
  expect((await survey(await makeFolder(own))).warnings).toContain(warning)
  const dir = await makeFolder({ ...files, 'dataset.json': JSON.stringify({ splits: names }) })
  expect((await survey(dir)).warnings).toEqual([])
  expect((await survey(dir, { groupPattern: '^(.*)_' })).warnings).toContain(warning)
})

test('what is passed over is counted, hidden files are not', async () => {
  const dir = await folder(
    [1, 2, 1, 1],
    { labels, splits },
    {
      'images/e.bmp': 'BM',
      'images/f.BMP': 'BM',
      'images/README': '',
      'images/._a.png': '',
      'images/Thumbs.db': '',
      'masks/e.bmp': 'BM',
    },
  )
  expect((await survey(dir)).notes).toEqual([
    'passed over in images/: 1 without ending, 2 .bmp; only PNG, JPEG and TIFF are read',
    'passed over in masks/: 1 .bmp; only PNG, JPEG and TIFF are read',
  ])
})

test('what is one value throughout is said, and a channel that is, too', async () => {
  const blank = await grey(() => 90)
  const one = await folder([1, 2, 1, 1], { labels, splits }, { 'images/b.png': blank })
  expect((await survey(one)).notes).toEqual([
    'one value in every pixel: 1 case, `b`; nothing is to be seen there',
  ])
  const files: Files = { 'images/c_0001.png': blank }
  for (const name of ['a', 'b', 'c', 'd']) {
    files[`images/${name}_0000.png`] = await grey((k) => (k * name.charCodeAt(0)) % 251)
    files[`images/${name}_0001.png`] ??= await grey((k) => (k * k) % 251)
    files[`masks/${name}.png`] = await grey(middle)
  }
  const about = { labels, splits, channels: ['T1', 'T2'] }
  const two = await makeFolder({ ...files, 'dataset.json': JSON.stringify(about) })
  expect((await survey(two)).warnings).toContain(
    'one value in every pixel of a channel, counted from 0, while others show something: 1 case, ' +
      '`c (channel 1)`; was it lost on the way?',
  )
})

test('images that are stored turned are said to be read upright', async () => {
  const turned = await picture((k) => k % 251, { width: 12, height: 16 })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  const dir = await folder([1, 2, 1, 1], { labels, splits })
  const files: Files = { 'images/e.jpg': turned, 'masks/e.png': await grey(middle) }
  const more = { ...splits, test: ['d', 'e'] }
  const { notes } = await survey(await folder([1, 2, 1, 1], { labels, splits: more }, files))
  expect(notes).toEqual([
    '1 case is stored turned and read upright, as viewers and browsers show them (EXIF ' +
      'orientation): `e`; their masks must lie upright too',
  ])
  expect((await survey(dir)).notes).toEqual([])
})

test('a palette that contradicts the labels is a warning', async () => {
  const mask = indexed(
    (k) => 1 - middle(k),
    [
      [200, 0, 0],
      [0, 0, 0],
    ],
  )
  const masks = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`masks/${name}.png`, mask]))
  const dir = await folder([1, 1, 1, 1], { labels: { background: 0, lung: 1 }, splits }, masks)
  expect((await survey(dir)).warnings).toEqual([
    'in the palette of the masks `background` is #c80000 and `lung` is black: check that `labels` in ' +
      'dataset.json fit the palette',
  ])
})

test('a background that does not surround the others is a warning', async () => {
  const named = { lung: 1, elsewhere: 0 }
  const dir = await folder([1, 1, 1, 1], { labels: named, splits })
  expect((await survey(dir)).warnings).toEqual([])
  const inverted = Object.fromEntries(
    await Promise.all(
      ['a', 'b', 'c', 'd'].map(
        async (n) => [`masks/${n}.png`, await grey((k) => 1 - middle(k))] as const,
      ),
    ),
  )
  const other = await folder([1, 1, 1, 1], { labels: { lung: 0, elsewhere: 1 }, splits }, inverted)
  expect((await survey(other)).warnings[0]).toContain(
    '`lung` is the background, as the smallest value, but most pixels along the edges of the masks ' +
      'are `elsewhere`',
  )
})

test('names are compared in one normal form', async () => {
  const [composed, apart] = ['Müller'.normalize('NFC'), 'Müller'.normalize('NFD')]
  const dir = await folder(
    [1, 2],
    {
      labels,
      splits: { train: ['a', 'b'], val: [apart], test: [] },
    },
    {
      [`images/${apart}.png`]: await grey((k) => k % 100),
      [`masks/${composed}.png`]: await grey(middle),
    },
  )
  const data = await openDataset(dir)
  expect(data.splits.val).toEqual([composed])
})

test('says where validation or test have too few cases to tell much', async () => {
  const notesOf = async (dir: string) => (await surveyDataset(await openDataset(dir))).notes
  const six = await folder([1, 2, 1, 1, 2, 1, 2], {
    labels,
    splits: { train: ['a'], val: ['b', 'c', 'd'], test: ['e', 'f', 'g'] },
  })
  expect(await notesOf(six)).toEqual([])
  expect(await notesOf(await folder([1, 2, 1, 1], { labels, splits }))).toEqual([
    'validation has 1 case, test has 1 case: single images decide what is said there. More cases ' +
      'help, or `spad cross-validate`, which validates on every case but the test cases',
  ])
})
