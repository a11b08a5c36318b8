import { saveModel } from '@spad/models'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { cachedReader } from '../../src/store/cached-reader.js'
import { useBackend } from '../../src/index.js'
import { freshModel } from '../saved-model.js'
import { wasmPaths } from '../wasm-paths.js'

const address = 'https://a.example/m/?token=1'
let files: Map<string, Uint8Array>
let asked: string[] = []
let away = false

beforeAll(async () => {
  await useBackend('wasm', { wasmPaths })
  const model = freshModel()
  files = new Map((await saveModel(model)).map(({ name, data }) => [name, data]))
  model.denoiser.dispose()
})
beforeEach(() => {
  asked = []
  away = false
})
afterEach(() => caches.delete('a test'))

const names = (): string[] => [...files.keys()].reverse() // model.json first

async function readAll(): Promise<Uint8Array[]> {
  const serve = (name: string): Promise<Uint8Array> => {
    asked.push(name)
    const file = files.get(name)
    return file && !away ? Promise.resolve(file) : Promise.reject(new Error('away'))
  }
  const read = cachedReader(serve, await caches.open('a test'), address)
  const all: Uint8Array[] = []
  for (const name of names()) all.push(await read(name))
  return all
}

async function spoil(name: string, bytes: Uint8Array): Promise<void> {
  const cache = await caches.open('a test')
  const kept = (await cache.keys()).find(({ url }) => url.includes(encodeURIComponent(name)))
  await cache.put(kept!, new Response(bytes as Uint8Array<ArrayBuffer>))
}

test('asks once for weights, and each time for what says which they are', async () => {
  const first = await readAll()
  expect(asked).toEqual(names())
  expect(await readAll()).toEqual(first)
  expect(asked).toEqual([...names(), 'model.json'])
})

test('works without the server', async () => {
  const first = await readAll()
  away = true
  expect(await readAll()).toEqual(first)
  await caches.delete('a test')
  await expect(readAll()).rejects.toThrow('away')
})

test('fetches again what is damaged or of another model', async () => {
  const first = await readAll()
  const shard = names()[1]!
  await spoil(shard, new Uint8Array([1, 2, 3]))
  asked = []
  expect(await readAll()).toEqual(first)
  expect(asked).toEqual(['model.json', shard])
  asked = []
  await readAll()
  expect(asked).toEqual(['model.json'])
})

test('a damaged description is no obstacle', async () => {
  const first = await readAll()
  await spoil('model.json', new Uint8Array([1]))
  expect(await readAll()).toEqual(first)
})
