import { expect, test } from 'vitest'
import {
  decodeCheckpoint,
  decodeModel,
  encodeCheckpoint,
  encodeModel,
  type SavedFile,
} from '../../src/index.js'
import { change, editText, readFrom } from './files.js'

const kernel = { shape: [2], data: Float32Array.of(1, 2) }
const metadata = { config: { classes: ['lung', 'heart'] }, seed: 7 }
const model = (): Promise<SavedFile[]> =>
  encodeModel({ weights: { 'a/one': kernel, 'a/two': kernel }, metadata })
const state = { step: 3, seed: 1, tensors: { parameters: Float32Array.of(1, 2) } }
const checkpoint = (): Promise<SavedFile[]> => encodeCheckpoint(state, { book: { step: 3 } })

const readModel = async (edit: (text: string) => string) =>
  decodeModel(readFrom(change(await model(), 'model.json', editText(edit))))
const readCheckpoint = async (edit: (text: string) => string) =>
  decodeCheckpoint(readFrom(change(await checkpoint(), 'checkpoint.json', editText(edit))))

const older = (text: string): string =>
  text.replace('"formatVersion": 2', '"formatVersion": 1').replace(/,\s*"seal": "\w+"/, '')

test.each<[string, (text: string) => string]>([
  ['a renamed weight', (text) => text.replace('a/two', 'a/twa')],
  ['exchanged weights', (text) => text.replace('a/one', 'a/x').replace('a/two', 'a/one')],
  ['a renamed class', (text) => text.replace('heart', 'hearts')],
  ['another seed', (text) => text.replace('"seed": 7', '"seed": 8')],
  ['a digest that is gone', (text) => text.replace('"seal"', '"seel"')],
])('%s is no longer the model that was saved', async (_, edit) => {
  await expect(readModel(edit)).rejects.toThrow(
    '[@spad/core] `model.json` is damaged or was edited: what it says has another SHA-256',
  )
})

test('spaces do not matter, and what an older release wrote is read', async () => {
  const compact = (text: string): string => JSON.stringify(JSON.parse(text))
  expect((await readModel(compact)).metadata).toEqual(metadata)
  expect((await readModel(older)).metadata).toEqual(metadata)
  expect((await readCheckpoint(older)).state).toEqual(state)
})

test('another number in a checkpoint is noticed', async () => {
  await expect(readCheckpoint((text) => text.replaceAll('"step": 3', '"step": 4'))).rejects.toThrow(
    '`checkpoint.json` is damaged or was edited',
  )
})

test.each<[string, (text: string) => string, string]>([
  [
    'more bytes than there are machines for',
    (text) => text.replace(/"bytes": \d+/, '"bytes": 9007199254740991'),
    'lists 9007199254740991 bytes of weights: at most 2147483647 are read.',
  ],
  [
    'a weight twice',
    (text) => text.replace('a/two', 'a/one'),
    'lists the weight `a/one` twice: it is damaged.',
  ],
  [
    'a shape of very many sides',
    (text) => text.replace(/"shape": \[/, `"shape": [${'1,'.repeat(9)}`),
    'has a weight without name or shape: it is damaged.',
  ],
  [
    'a very long name',
    (text) => text.replace('a/two', 'x'.repeat(600)),
    'has a weight without name or shape: it is damaged.',
  ],
])('%s is refused before anything is read', async (_, edit, message) => {
  await expect(readModel((text) => edit(older(text)))).rejects.toThrow(
    `[@spad/core] \`model.json\` ${message}`,
  )
})

test('very many weights or weight files are refused', async () => {
  const files = (text: string, count: number): string =>
    text.replace(
      /("shards": \[\s*)(\{[^}]*\})/,
      (_, open: string, one: string) => open + Array.from({ length: count }, () => one).join(','),
    )
  await expect(readModel((text) => files(older(text), 5000))).rejects.toThrow(
    'lists 5000 weight files: at most 4096 are read.',
  )
})

test('a huge JSON is refused before it is parsed', async () => {
  const read = () => Promise.resolve(new Uint8Array(2 ** 24 + 1))
  await expect(decodeModel(read)).rejects.toThrow('`model.json` has 16777217 bytes: a file of this')
})

test.each([
  ['a negative step', (text: string) => older(text).replace('"step": 3', '"step": -3')],
  [
    'a measure of text',
    (text: string) => older(text).replace('"seed": 1', '"seed": 1, "measured": {"dice": "x"}'),
  ],
])('%s in a checkpoint is refused', async (_, edit) => {
  await expect(readCheckpoint(edit)).rejects.toThrow('`checkpoint.json`')
})
