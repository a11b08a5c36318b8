import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDataset } from '../../src/index.js'
import { classColor } from '../../src/data/label-classes.js'
import { cases, grey, indexed, makeFolder, middle } from './pictures.js'

async function described(description: unknown): Promise<string> {
  return makeFolder({ ...(await cases(3)), 'dataset.json': JSON.stringify(description) })
}

test('one class is nothing to segment', async () => {
  const dir = await described({ labels: { lung: 1 } })
  await expect(openDataset(dir)).rejects.toThrow(
    `[@spad/node] \`labels\` in \`${join(dir, 'dataset.json')}\` has 1 class: it takes the ` +
      'background and at least one more. Name what is to be segmented.',
  )
})

test('masks of one value are nothing to segment', async () => {
  const files = await cases(3)
  for (const name of ['a', 'b', 'c']) files[`masks/${name}.png`] = await grey(() => 4)
  const dir = await makeFolder(files)
  await expect(openDataset(dir)).rejects.toThrow(
    `\`${join(dir, 'masks')}\` holds 4 in every pixel of every mask: there is nothing to segment.`,
  )
})

test('two classes of one value', async () => {
  const dir = await described({ labels: { background: 0, cyst: 2, fluid: 2 } })
  await expect(openDataset(dir)).rejects.toThrow(
    'gives 2 to both `cyst` and `fluid`: each class needs a value of its own.',
  )
})

test('a colour for a class that is none', async () => {
  const dir = await described({ labels: { a: 0, b: 1 }, colors: { c: [0, 0, 0] } })
  await expect(openDataset(dir)).rejects.toThrow('names `c`: `labels` has no such class.')
})

test('shades are no classes', async () => {
  const files = await cases(3)
  files['masks/b.png'] = await grey((i) => i)
  const dir = await makeFolder(files)
  await expect(openDataset(dir)).rejects.toThrow(
    `\`${join(dir, 'masks/b.png')}\` holds 192 different values: more than 32 classes are taken ` +
      'for shades, from smoothing or a lossy format, or for numbers of objects. Export masks without ' +
      'smoothing and with one value for all objects of a class,',
  )
})

test('many values in many masks are no classes either', async () => {
  const files = await cases(3)
  files['masks/a.png'] = await grey((i) => i % 20)
  files['masks/b.png'] = await grey((i) => 20 + (i % 20))
  await expect(openDataset(await makeFolder(files))).rejects.toThrow(
    'holds 41 different values: more than 32 classes are taken for shades',
  )
})

test('colours differ for 21 classes and are black for the background', () => {
  const colors = Array.from({ length: 22 }, (_, i) => classColor(i).join())
  expect(colors[0]).toBe('0,0,0')
  expect(new Set(colors).size).toBe(22)
})

const black = [0, 0, 0] as const
const red = [200, 0, 0] as const

async function withMasks(...masks: Uint8Array[]): Promise<string> {
  const files = await cases(masks.length)
  masks.forEach((mask, i) => (files[`masks/${String.fromCharCode(97 + i)}.png`] = mask))
  return makeFolder(files)
}

test('a quantiser may put the target first: black along the edges is the background', async () => {
  const mask = indexed((i) => 1 - middle(i), [red, black])
  const { classes, notes } = await openDataset(await withMasks(mask, mask, mask))
  expect(classes).toEqual([
    { name: 'background', value: 1, color: [0, 0, 0] },
    { name: 'class 1', value: 0, color: [200, 0, 0] },
  ])
  expect(notes).toEqual(['by the colours of the palette: black is background, #c80000 is class 1'])
})

test('a palette that does not tell what is the background is refused', async () => {
  const mask = indexed((i) => 1 - middle(i), [red, [0, 200, 0]])
  const dir = await withMasks(mask, mask)
  await expect(openDataset(dir)).rejects.toThrow(
    `the masks in \`${join(dir, 'masks')}\` have a palette of which it cannot be told what is the ` +
      'background: index 0 is #c80000, most pixels along the edges are index 1, #00c800. Say it ' +
      'under `labels` in dataset.json: {"background": …, "lesion": …}.',
  )
})

test('one colour at two places of a palette is refused, unless both have names', async () => {
  const mask = indexed((i) => (middle(i) === 0 ? 0 : 1 + (i % 2)), [black, red, red])
  const dir = await withMasks(mask, mask, mask)
  await expect(openDataset(dir)).rejects.toThrow(
    `the masks in \`${join(dir, 'masks')}\` have #c80000 at two places of their palette, 1 and 2: whether ` +
      'that is one class or two cannot be told. Save them with one place for each colour, or name ' +
      'both under `labels` in dataset.json',
  )
  const labels = { background: 0, lesion: 1, cyst: 2 }
  await writeFile(join(dir, 'dataset.json'), JSON.stringify({ labels }))
  expect((await openDataset(dir)).classes.map(({ name }) => name)).toEqual(Object.keys(labels))
})

test.each([
  ['the other way round', indexed((i) => 1 - middle(i), [red, black])],
  ['all black, which looks like a palette of greys', indexed(() => 1, [red, red])],
])('a palette in another order is refused: %s', async (_, other) => {
  const dir = await withMasks(indexed(middle, [black, red]), indexed(middle, [black, red]), other)
  const error =
    /index [01] is black in the palette of `.+` and #c80000 in that of `.+`: one number must mean one class in all masks\./
  const swapped = indexed(() => 0, [red, black])
  const there = _.startsWith('all') ? await withMasks(indexed(middle, [black, red]), swapped) : dir
  await expect(openDataset(there)).rejects.toThrow(error)
})

test('a label that is called background is the background, whatever its value', async () => {
  const dir = await described({ labels: { lung: 0, background: 255 } })
  const { classes } = await openDataset(dir)
  expect(classes.map(({ name, value }) => [name, value])).toEqual([
    ['background', 255],
    ['lung', 0],
  ])
  await expect(openDataset(await described({ labels: { background: 0, Background: 1, a: 2 } })))
    .rejects //
    .toThrow('names 2 backgrounds, `background`, `Background`: there is one. Rename or merge them.')
})

test('a class may be called as what every object has', async () => {
  const { classes } = await openDataset(
    await described({ labels: { background: 0, constructor: 255 } }),
  )
  expect(classes[1]).toEqual({ name: 'constructor', value: 255, color: [230, 159, 0] })
})

test('all masks that cannot be read are named', async () => {
  const broken = (await grey((i) => i % 2)).subarray(0, 60)
  const dir = await withMasks(broken, await grey((i) => i % 2), broken, broken)
  await expect(openDataset(dir)).rejects.toThrow(
    /has 3 problems:\n.+a\.png.+\n.+c\.png.+\n.+d\.png/,
  )
})

test('a few shades are classes, and that is said', async () => {
  const files = await cases(3)
  files['masks/b.png'] = await grey((i) => [0, 30, 144, 255][i % 4] ?? 0)
  const { notes } = await openDataset(await makeFolder(files))
  expect(notes.join('\n')).toMatch(
    /each of the 4 values in the masks \(0, 30, 144, 255\) is taken for a class: if some are shades/,
  )
})

test.each([
  ['counted', [0, 1, 2, 3, 4]],
  ['spread over a byte', [0, 63, 127, 191, 255]],
])('classes are no shades: %s', async (_, values) => {
  const files = await cases(3)
  for (const name of ['a', 'b', 'c'])
    files[`masks/${name}.png`] = await grey((i) => values[i % 5] ?? 0)
  expect((await openDataset(await makeFolder(files))).notes).toEqual([])
})

test('one class that was written in two ways is doubted', async () => {
  const files = await cases(3)
  const mask = (value: number): Promise<Uint8Array> => grey((i) => value * middle(i))
  Object.assign(files, { 'masks/b.png': await mask(1), 'masks/c.png': await mask(255) })
  const { notes } = await openDataset(await makeFolder(files))
  expect(notes).toContain(
    'values 1 and 255 are taken for two classes, but no mask holds both: if they are one class that was written ' +
      'in two ways, write all masks in one',
  )
  files['masks/c.png'] = await grey((i) => (i === 0 ? 1 : 255 * middle(i)))
  const both = await openDataset(await makeFolder(files))
  expect(both.notes.join()).not.toContain('two ways')
})

test('masks that each count their objects are said to look so, classes are not', async () => {
  const counting = async (...most: number[]) => {
    const masks = await Promise.all(most.map((n) => grey((i) => middle(i) * (i % (n + 1)))))
    return (await openDataset(await withMasks(...masks))).notes
  }
  expect(await counting(2, 5, 8)).toEqual([
    'each mask counts from 1 without a gap, one to 2, another to 8, and each number is taken for a ' +
      'class: if they number objects of one kind, make all of them 1',
  ])
  expect(await counting(5, 5, 5)).toEqual([])
  expect(await counting(1, 2, 3)).toEqual([])
})

test('255 beside small numbers may be what nobody decided', async () => {
  const values = (...held: number[]) => grey((i) => held[i % held.length] ?? 0)
  const notesOf = async (...held: number[]) => {
    const mask = await values(...held)
    return (await openDataset(await withMasks(mask, mask, mask))).notes.filter((note) =>
      note.startsWith('value 255'),
    )
  }
  expect(await notesOf(0, 1, 15, 255)).toEqual([
    'value 255 is taken for class 3: if it marks what is not to be learnt or scored, such as contours in ' +
      'Pascal VOC, write `"ignore": 255` beside `labels` in dataset.json',
  ])
  expect(await notesOf(0, 255)).toEqual([])
  expect(await notesOf(0, 85, 170, 255)).toEqual([])
})
