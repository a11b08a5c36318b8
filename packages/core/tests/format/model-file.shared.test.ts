import { io } from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import '@tensorflow/tfjs-backend-cpu'
import {
  createRandom,
  decodeModel,
  encodeModel,
  type ModelContent,
  type StoredType,
} from '../../src/index.js'
import { change, editText, readFrom } from './files.js'

const random = createRandom(1)
const values = (n: number): Float32Array => Float32Array.from({ length: n }, () => random.normal())
const content: ModelContent = {
  weights: {
    'a/kernel': { shape: [3, 3, 1, 2], data: values(18) },
    'a/bias': { shape: [2], data: values(2) },
    scale: { shape: [], data: values(1) },
  },
  metadata: { classes: [{ name: 'fluid' }], seed: 7 },
}
const shard = 'group1-shard1of1.bin'

test('float32 comes back exactly', async () => {
  expect(await decodeModel(readFrom(await encodeModel(content)))).toEqual(content)
})

test('float16 comes back within rounding, in half the bytes', async () => {
  const files = await encodeModel(content, 'float16')
  expect(files.find(({ name }) => name === shard)?.data).toHaveLength(42)
  const { weights } = await decodeModel(readFrom(files))
  for (const [name, { data, shape }] of Object.entries(content.weights)) {
    expect(weights[name]?.shape).toEqual(shape)
    data.forEach((value, i) => {
      expect(Math.abs((weights[name]?.data[i] ?? NaN) - value)).toBeLessThanOrEqual(
        Math.abs(value) / 2048,
      )
    })
  }
})

test.each<StoredType>(['float32', 'float16'])('tfjs itself reads the %s weights', async (type) => {
  const files = await encodeModel(content, type)
  const json = JSON.parse(new TextDecoder().decode(files.at(-1)?.data)) as io.ModelJSON
  const artifacts = await io.getModelArtifactsForJSON(json, (manifest) => {
    const { paths = [], weights = [] } = manifest[0] ?? {}
    const shards = files.filter(({ name }) => paths.includes(name))
    return Promise.resolve([weights, shards.map(({ data }) => Uint8Array.from(data).buffer)])
  })
  const tensors = io.decodeWeights(artifacts.weightData ?? [], artifacts.weightSpecs ?? [])
  const { weights } = await decodeModel(readFrom(files))
  for (const [name, tensor] of Object.entries(tensors)) {
    expect(tensor.shape).toEqual(weights[name]?.shape)
    expect(new Float32Array(await tensor.data())).toEqual(weights[name]?.data)
    tensor.dispose()
  }
})

test('large weights are cut into shards of 4 MB', async () => {
  const large = {
    weights: { w: { shape: [2200000], data: Float32Array.from({ length: 2200000 }, (_, i) => i) } },
    metadata: {},
  }
  const files = await encodeModel(large)
  expect(files.map(({ name, data }) => [name, data.length]).slice(0, 3)).toEqual([
    ['group1-shard1of3.bin', 4194304],
    ['group1-shard2of3.bin', 4194304],
    ['group1-shard3of3.bin', 411392],
  ])
  const { w } = (await decodeModel(readFrom(files))).weights
  expect(w?.data.length).toBe(2200000)
  expect(w?.data.every((value, i) => value === i)).toBe(true)
})

describe('what is not a whole model of ours is refused', () => {
  const refused = async (
    edit: (files: Awaited<ReturnType<typeof encodeModel>>) => typeof files,
  ): Promise<string> =>
    decodeModel(readFrom(edit(await encodeModel(content)))).then(
      () => 'nothing was thrown',
      (error: unknown) => (error as Error).message,
    )
  const withJson = (edit: (text: string) => string): Promise<string> =>
    refused((files) => change(files, 'model.json', editText(edit)))

  test.each(['model.json', shard])('%s is missing', async (name) => {
    expect(await refused((files) => files.filter((file) => file.name !== name))).toBe(
      `[@spad/core] \`${name}\` cannot be read (no such file): the files of a saved model or ` +
        'checkpoint belong together. Copy all of them.',
    )
  })

  test('a cut shard', async () => {
    expect(await refused((files) => change(files, shard, (data) => data.slice(0, 80)))).toBe(
      `[@spad/core] \`${shard}\` has 80 bytes: it must have 84. Copy it again.`,
    )
  })

  test('a shard with one wrong bit', async () => {
    const flipped = (data: Uint8Array): Uint8Array =>
      data.map((byte, i) => (i === 5 ? byte ^ 1 : byte))
    expect(await refused((files) => change(files, shard, flipped))).toMatch(
      /`group1-shard1of1.bin` is damaged: its SHA-256 is [0-9a-f]{64} and must be [0-9a-f]{64}. Copy it again./,
    )
  })

  test.each<[string, (text: string) => string, string]>([
    [
      'cut JSON',
      (text) => text.slice(0, 100),
      'is not valid JSON: it is cut or damaged. Copy it again.',
    ],
    [
      'JSON without an object',
      () => '[]',
      'holds no JSON object: it is not a file of this project.',
    ],
    [
      "another program's model",
      () => '{"format":"layers-model"}',
      'has format "layers-model": it must be "spad-model". Only models that this project saved can be read.',
    ],
    [
      'a newer format',
      (text) => text.replace('"formatVersion": 2', '"formatVersion": 3'),
      'has format version 3: this release reads up to 2. Update @spad/core.',
    ],
    [
      'no format version',
      (text) => text.replace('"formatVersion": 2,', ''),
      'does not describe a model of this project: it has no format version.',
    ],
    [
      'a path that leaves the folder',
      (text) => text.replaceAll(shard, '../../secret'),
      'names the weight file "../../secret": it must be a plain name.',
    ],
    [
      'a shape that does not fit',
      (text) => text.replace(/3,\s+3,\s+1,\s+2/, '3,3,1,3'),
      'describes 120 bytes of weights and its weight files have 84: it is damaged.',
    ],
    [
      'no list of weights',
      (text) => text.replace('"weights":', '"wights":'),
      'lists no weights: it is damaged.',
    ],
    [
      'no checksum',
      (text) => text.replace('"sha256":', '"sha512":'),
      `lacks the length or checksum of \`${shard}\`: it is damaged.`,
    ],
  ])('%s', async (_, edit, message) => {
    expect(await withJson(edit)).toBe(`[@spad/core] \`model.json\` ${message}`)
  })

  test('a number type that is not read', async () => {
    expect(await withJson((text) => text.replace('"dtype": "float32"', '"dtype": "int32"'))).toBe(
      '[@spad/core] `a/kernel` is stored as "int32": only float32 and float16 are read.',
    )
  })
})
