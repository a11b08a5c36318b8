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
    '[@spad/core] `model.json` is not as it was saved: it is damaged or was edited. Copy it again.',
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
    '`checkpoint.json` is not as it was saved',
  )
})

test.each<[string, (text: string) => string, string]>([
  [
    'more bytes than there are machines for',
    (text) => text.replace(/"bytes": \d+/, '"bytes": 9007199254740991'),
    '`model.json: bytes of weights` is 9007199254740991: it must be a number of at most 2147483647.',
  ],
])('%s is refused before anything is read', async (_, edit, message) => {
  await expect(readModel((text) => edit(older(text)))).rejects.toThrow(`[@spad/core] ${message}`)
})

test('very many weights or weight files are refused', async () => {
  const files = (text: string, count: number): string =>
    text.replace(
      /("shards": \[\s*)(\{[^}]*\})/,
      (_, open: string, one: string) => open + Array.from({ length: count }, () => one).join(','),
    )
  await expect(readModel((text) => files(older(text), 5000))).rejects.toThrow(
    '`model.json: weight files` is 5000: it must be a number of at most 4096.',
  )
})

test('a huge JSON is refused before it is parsed', async () => {
  const read = () => Promise.resolve(new Uint8Array(2 ** 24 + 1))
  await expect(decodeModel(read)).rejects.toThrow(
    '`model.json: bytes` is 16777217: it must be a number of at most 16777216.',
  )
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
