import { expect, it } from 'vitest'
import { createRandom, resizeLabels, resizeRaster } from '../../src/index.js'
import { hash } from '../hash.js'

it('resizes to the same bits everywhere', () => {
  const random = createRandom(1)
  const data = Float32Array.from({ length: 31 * 47 }, () => random.uniform())
  const image = { data, height: 31, width: 47, channels: 1 }
  const labels = {
    data: Uint8Array.from(data, (value) => Math.floor(value * 4)),
    height: 31,
    width: 47,
  }
  expect(hash(resizeRaster(image, 16, 99).data, resizeLabels(labels, 12, 60, 4).data)).toBe(
    1872499351,
  )
})
