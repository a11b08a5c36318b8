import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDataset } from '../../src/index.js'
import { classColor } from '../../src/data/label-classes.js'
import { cases, grey, makeFolder } from './pictures.js'

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
      'for shades, from smoothing or a lossy format.',
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
