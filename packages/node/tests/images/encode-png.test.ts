import { expect, test } from 'vitest'
import sharp from 'sharp'
import { encodeLabelMap, encodePng } from '../../src/index.js'

const classes = [
  { name: 'background', value: 0, color: [0, 0, 0] },
  { name: 'lesion', value: 200, color: [255, 0, 0] },
] as const

async function decode(png: Uint8Array): Promise<{ bytes: number[]; channels: number }> {
  const { channels } = await sharp(png).metadata()
  const pixels = sharp(png).toColourspace(channels === 1 ? 'b-w' : 'srgb')
  return { bytes: [...(await pixels.raw().toBuffer())], channels }
}

test('grey and colour, rounded and cut off to bytes', async () => {
  const data = Float32Array.of(-1, 0, 0.5, 1, 2, 0.2)
  expect(await decode(await encodePng({ data, height: 2, width: 3, channels: 1 }))).toEqual({
    bytes: [0, 0, 128, 255, 255, 51],
    channels: 1,
  })
  expect(await decode(await encodePng({ data, height: 1, width: 2, channels: 3 }))).toEqual({
    bytes: [0, 0, 128, 255, 255, 51],
    channels: 3,
  })
})

test('labels as the values of their classes, in one grey channel', async () => {
  const labels = { data: Uint8Array.of(0, 1, 1, 0), height: 2, width: 2 }
  expect(await decode(await encodeLabelMap(labels, classes))).toEqual({
    bytes: [0, 200, 200, 0],
    channels: 1,
  })
})

test('labels that are the values of their classes, of any length', async () => {
  const plain = classes.map((one, value) => ({ ...one, value }))
  const three = [...plain, { ...plain[1]!, name: 'other', value: 2 }]
  for (const [width, all] of [
    [4, plain],
    [3, plain],
    [4, three],
  ] as const) {
    const data = Uint8Array.from({ length: 2 * width }, (_, i) => i % all.length)
    const png = await encodeLabelMap({ data, height: 2, width }, all)
    expect(await decode(png)).toEqual({ bytes: [...data], channels: 1 })
  }
  const labels = { data: Uint8Array.of(0, 0, 0, 3), height: 2, width: 2 }
  await expect(encodeLabelMap(labels, three)).rejects.toThrow(
    'a label is 3: there are only 3 classes, counted from 0.',
  )
})

test('refuses other channels and labels that are none', async () => {
  const odd = { data: new Float32Array(8), height: 2, width: 2, channels: 2 }
  await expect(encodePng(odd)).rejects.toThrow(
    '[@spad/node] `channels` is 2: a PNG of a raster takes 1 or 3. Pick those to show.',
  )
  const labels = { data: Uint8Array.of(2), height: 1, width: 1 }
  await expect(encodeLabelMap(labels, classes)).rejects.toThrow(
    'a label is 2: there are only 2 classes, counted from 0.',
  )
})
