import { expect, it } from 'vitest'
import { augmentFromConfig, createRandom } from '../../src/index.js'
import { hash } from '../hash.js'
import { noisySample } from './sample.js'

it('augments to the same bits everywhere', () => {
  const always = { probability: 1 }
  const augment = augmentFromConfig({
    affine: always,
    elastic: always,
    brightness: always,
    contrast: always,
    gamma: always,
    blur: always,
    noise: always,
  })
  const sample = noisySample(createRandom(1), 40, 56, 3)
  const arrays = [0, 1, 2].flatMap((seed) => {
    const { image, labels } = augment(sample, createRandom(seed))
    return [image.data, labels.data]
  })
  expect(hash(...arrays)).toBe(1226483774)
})
