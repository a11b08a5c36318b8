import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { writeOverlay } from '../../src/index.js'
import { forPeople } from '../../src/images/for-people.js'
import { makeFolder } from '../data/pictures.js'

const raster = (data: Float32Array) => ({ data, height: 40, width: 50, channels: 1 })
const ramp = Float32Array.from({ length: 2000 }, (_, i) => i / 1999)

test('12 bits in a file of 16 are stretched to be seen', () => {
  const shown = forPeople(raster(ramp.map((value) => value / 16))).data
  expect(shown[1999]).toBeGreaterThan(0.95)
  expect(shown[1000]).toBeCloseTo(0.5, 1)
})

test('what fills the range, or is flat, stays as it is', () => {
  for (const data of [ramp, ramp.map((value) => 0.3 + value * 0.6), new Float32Array(2000)]) {
    const image = raster(data)
    expect(forPeople(image).data).toEqual(data)
  }
})

test('a single hot pixel does not keep the others dark', () => {
  const data = ramp.map((value) => value / 16)
  data[7] = 1
  expect(forPeople(raster(data)).data[1900]).toBeGreaterThan(0.85)
})

test('an overlay can be seen', async () => {
  const file = join(await makeFolder(), 'o.png')
  const labels = { data: new Uint8Array(2000), height: 40, width: 50 }
  await writeOverlay(file, raster(ramp.map((value) => value / 16)), labels, [
    { name: 'background', value: 0, color: [0, 0, 0] },
  ])
  const { channels } = await sharp(file).stats()
  expect(channels[0]?.max).toBeGreaterThan(240)
})
