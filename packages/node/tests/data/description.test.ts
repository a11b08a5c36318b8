import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readDescription } from '../../src/data/description.js'
import { describedClasses } from '../../src/data/label-classes.js'
import { makeFolder } from './pictures.js'

test('is empty without a file', async () => {
  expect(await readDescription(await makeFolder())).toEqual({})
})

test('says why it could not be read', async () => {
  const dir = await makeFolder({ 'dataset.json/inside': '' })
  await expect(readDescription(dir)).rejects.toThrow(
    `[@spad/node] \`${join(dir, 'dataset.json')}\` could not be read: that is a folder, not a file.`,
  )
})

test('refuses what is no JSON', async () => {
  const dir = await makeFolder({ 'dataset.json': '{"labels": ' })
  await expect(readDescription(dir)).rejects.toThrow(
    `[@spad/node] \`${join(dir, 'dataset.json')}\` is no valid JSON (SyntaxError`,
  )
})

test.each([
  ['labels.lung', { labels: { lung: 65536 } }],
  ['labels.lung', { labels: { lung: '1' } }],
  ['splits', { splits: { train: [], validation: [] } }],
  ['splits.train', { splits: { train: 'a' } }],
  ['colors.lung', { colors: { lung: [1, 2] } }],
  ['content', [1]],
  ['labels', { labels: [1] }],
  ['labels.a\u001b', { labels: { 'a\u001b': 1 } }],
  ['labels', { labels: Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`c${i}`, 1])) }],
  ['name', { name: 'x'.repeat(20_000) }],
])('names what is off: %s', async (thing, content) => {
  const dir = await makeFolder({ 'dataset.json': JSON.stringify(content) })
  await expect(readDescription(dir)).rejects.toThrow(
    `\`${thing}\` in \`${join(dir, 'dataset.json')}\` is off: `,
  )
})

test('takes classes by any name', async () => {
  const text =
    '{"labels":{"__proto__":0,"constructor":1,"length":2},"colors":{"__proto__":[1,2,3]}}'
  const { labels = {}, colors = {} } = await readDescription(
    await makeFolder({ 'dataset.json': text }),
  )
  expect(Object.entries(labels)).toEqual([
    ['__proto__', 0],
    ['constructor', 1],
    ['length', 2],
  ])
  expect(
    describedClasses('dataset.json', labels, colors).map(({ name, color }) => [name, color]),
  ).toEqual([
    ['__proto__', [1, 2, 3]],
    ['constructor', [230, 159, 0]],
    ['length', [86, 180, 233]],
  ])
})

test('leaves a byte order mark aside', async () => {
  const dir = await makeFolder({ 'dataset.json': '\uFEFF{"name": "ours"}' })
  expect(await readDescription(dir)).toEqual({ name: 'ours' })
})

test('labels the wrong way round, as in nnU-Net v1, are turned in the message', async () => {
  const dir = await makeFolder({ 'dataset.json': '{"labels": {"0": "background", "1": "lung"}}' })
  await expect(readDescription(dir)).rejects.toThrow(
    `[@spad/node] \`labels\` in \`${join(dir, 'dataset.json')}\` is the wrong way round: names come ` +
      'first, then values. Write {"background": 0, "lung": 1}.',
  )
})

test.each([
  ['lables', 'labels', {}],
  ['label', 'labels', {}],
  ['colours', 'colors', {}],
  ['Splits', 'splits', {}],
  ['group_pattern', 'groupPattern', '^(.*)_'],
  ['__spacing', 'spacing', [1, 1]],
  ['chanels', 'channels', ['T1']],
])('refuses what is all but a key: %s', async (key, meant, value) => {
  const dir = await makeFolder({ 'dataset.json': JSON.stringify({ [key]: value }) })
  await expect(readDescription(dir)).rejects.toThrow(
    `\`${key}\` in \`${join(dir, 'dataset.json')}\` is no known key: write \`${meant}\`, or rename it.`,
  )
})

test('leaves other keys alone', async () => {
  const others = {
    ...{ group: 'patient', channel_names: { 0: 'CT' }, count: 3, sources: [], names: [] },
    // all but keys, yet no such values
    ...{ prepared: 'cropped to the field of view', channel: 1, label: 'lung', GroupPattern: null },
  }
  const dir = await makeFolder({ 'dataset.json': JSON.stringify(others) })
  expect(await readDescription(dir)).toEqual({})
})

test.each([0.5, '0.5', [0, 1], { a: [1] }])('says what spacing may be: %j', async (spacing) => {
  const dir = await makeFolder({ 'dataset.json': JSON.stringify({ spacing }) })
  await expect(readDescription(dir)).rejects.toThrow(
    /`spacing.*` in `.*` is off: (it must be \[height, width\]|Too small|Invalid input)/,
  )
})
