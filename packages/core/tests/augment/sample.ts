import type { Random, Sample } from '../../src/index.js'
import { smoothField } from '../../src/augment/smooth-field.js'

/** Smooth regions of three classes, and an image that shows exactly their labels. */
export function labelledSample(random: Random, height = 48, width = 64, channels = 1): Sample {
  const field = smoothField(height, width, 16, random)
  const labels = Uint8Array.from(field, (value) => (value > 0.5 ? 2 : value > -0.3 ? 1 : 0))
  const data = Float32Array.from(
    { length: height * width * channels },
    (_, i) => (labels[Math.floor(i / channels)] ?? 0) / 2,
  )
  return {
    name: 'regions',
    image: { data, height, width, channels },
    labels: { data: labels, height, width },
  }
}

/** Random grey values from 0 to 1. */
export function noisySample(random: Random, height = 24, width = 20, channels = 1): Sample {
  const sample = labelledSample(random, height, width, channels)
  return {
    ...sample,
    image: { ...sample.image, data: sample.image.data.map(() => random.uniform()) },
  }
}
