import { segment, type Segmentation } from '@spad/core'
import { memory } from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { rasterFromImageData, segmentImageData } from '../../../src/index.js'
import { blotches } from '../../blotches.js'
import { startWasm } from '../../start-wasm.js'
import { tinyModel } from '../../tiny-model.js'

beforeAll(startWasm)

function rows({ labels: { data, width } }: Segmentation): string[] {
  return [...data].join('').match(new RegExp(`.{${String(width)}}`, 'g')) ?? []
}

const expected = [
  '111111000000111111111111',
  '111111222000000001000111',
  '111111000000000000000110',
  '111111000011000000000100',
  '011111000111000000000220',
  '211000000111000111022222',
  '011100000110111111111100',
  '011100002110011111111110',
  '211110022100001111111111',
  '111111022100000112222000',
  '111111122000000022000000',
  '111011111000000220000000',
  '110001111000001110000000',
  '100000111000001111000000',
  '000000001000001100000000',
  '000000000000001100000000',
  '111000111100001222000000',
  '111001111110011122000000',
  '111211111111111112110000',
  '111111001111111111111110',
]

test('finds the same labels in Node and in a browser', async () => {
  const model = tinyModel()
  const before = memory().numTensors
  const result = await segmentImageData(model, blotches())
  expect(rows(result)).toEqual(expected)
  expect(result.probabilities).toMatchObject({ height: 20, width: 24, channels: 3 })
  expect(result.uncertainty).toMatchObject({ height: 20, width: 24, channels: 1 })
  expect(memory().numTensors).toBe(before)
  model.denoiser.dispose()
})

test('passes options on', async () => {
  const model = tinyModel()
  const image = blotches()
  const seen: string[] = []
  const options = {
    ensemble: 2,
    onProgress: (done: number, of: number) => {
      seen.push(`${done}/${of}`)
    },
  }
  const expected = await segment(model, rasterFromImageData(image, 1), options)
  expect(await segmentImageData(model, image, options)).toEqual(expected)
  expect(seen).toEqual(['1/2', '2/2', '1/2', '2/2'])
  image.data[0] = 255
  await expect(segmentImageData(model, image)).rejects.toThrow('pixel (0, 0) of the image is colo')
  await segmentImageData(model, image, { color: 'luma' })
  model.denoiser.dispose()
})
