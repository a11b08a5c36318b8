import { join } from 'node:path'
import { segment } from '@spad/core'
import { testSegmenter } from '@spad/core/testing'
import { createModel, recipe } from '@spad/models'
import { memory } from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  createSegmenter,
  loadModelFrom,
  readImage,
  saveModelTo,
  useBackend,
  writeGray,
} from '../../src/index.js'
import { temporaryFolder } from '../cli/run-spad.js'

const classes = [
  { name: 'background', value: 0, color: [0, 0, 0] },
  { name: 'lung', value: 255, color: [0, 128, 255] },
] as const

let folder = ''
const backend = 'wasm'

beforeAll(async () => {
  await useBackend(backend)
  folder = await temporaryFolder(afterAll)
  const size = { height: 32, width: 32, channels: 1 }
  for (const name of ['spad', 'mask'] as const) {
    const model = createModel(recipe(name, { ...size, classes, preset: 'tiny' }).config)
    await saveModelTo(join(folder, name), model)
    model.denoiser.dispose()
  }
})

for (const name of ['spad', 'mask'])
  testSegmenter(test, name, () => createSegmenter({ model: join(folder, name), backend }))

test('reads pictures, says what it is, and leaves nothing behind', async () => {
  const place = join(folder, 'spad')
  const file = join(folder, 'picture.png')
  const data = Float32Array.from({ length: 20 * 30 }, (_, i) => (i % 7) / 6)
  await writeGray(file, { data, height: 20, width: 30, channels: 1 })
  const { model } = await loadModelFrom(place)
  const expected = await segment(model, await readImage(file))
  model.denoiser.dispose()
  const before = memory().numTensors
  const segmenter = await createSegmenter({ model: place, backend })
  expect(segmenter.backend.name).toBe('wasm')
  expect(segmenter.metadata).toMatchObject({ classes, refines: false })
  expect(await segmenter.segment(file)).toEqual(expected)
  await expect(segmenter.segment(join(folder, 'nothing.png'))).rejects.toThrow('nothing.png')
  await segmenter.dispose()
  expect(memory().numTensors).toBe(before)
  await expect(createSegmenter({ model: 'no-such-model', backend })).rejects.toThrow('no-such')
})

test('what is no model and no image is told so', async () => {
  await expect(createSegmenter({ backend } as never)).rejects.toThrow(
    '[@spad/node] `model` is undefined: it must be the path of a run or a model',
  )
  const segmenter = await createSegmenter({ model: join(folder, 'spad'), backend })
  for (const source of [undefined, null, 5, Buffer.from('abc'), { data: new Float32Array(4) }])
    await expect(segmenter.segment(source as never)).rejects.toThrow(
      '[@spad/node] `source` is no image: it must be the path of a PNG, JPEG or TIFF, or',
    )
  await segmenter.dispose()
})

test.each([
  [{ ensembel: 2 }, '`ensembel` is no option of `segment`: it has steps, ensemble, scales, seed,'],
  [{ ensemble: '9' }, '`ensemble` is "9": it must be'],
  [{ ensemble: 0 }, '`ensemble` is 0: it must be'],
  [{ seed: -1 }, '`seed` is -1: it must be'],
  [{ postprocess: 'no' }, '`postprocess` is "no": it must be true or false.'],
  [{ type: 'x' }, '`type` is no option of `segment`'],
  ['labels', '`options` is "labels": it must be an object'],
])('the options %j are refused', async (options, words) => {
  const segmenter = await createSegmenter({ model: join(folder, 'spad'), backend })
  const image = { data: new Float32Array(32 * 32).fill(0.5), height: 32, width: 32, channels: 1 }
  await expect(segmenter.segment(image, options as never)).rejects.toThrow(words)
  await segmenter.dispose()
})
