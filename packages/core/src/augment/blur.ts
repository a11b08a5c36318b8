import { definePart, type Given } from '../contracts/define-part.js'
import { aNumber, aShare } from '../contracts/rule.js'
import { checkNumber } from '../support/check.js'
import { exactExp } from '../support/exact-math.js'
import type { Raster } from '../contracts/sample.js'
import { intensityAugment } from './intensity.js'

const options = {
  /**
   * The largest standard deviation, in pixels of the network's size; each sample draws its own below
   * it. More than one pixel would wash out small lesions.
   * @default 1
   */
  sigma: { rule: aNumber({ min: 0, max: 100 }), default: 1 },
  /**
   * How often an image is blurred, as by motion, focus or a coarser scanner.
   * @default 0.2
   */
  probability: { rule: aShare(), default: 0.2 },
}

export interface BlurOptions extends Given<typeof options> {}

/**
 * Blurs an image with a Gaussian, its border repeated.
 *
 * @throws SpadError if an option is out of range.
 */
export const blur = /* @__PURE__ */ definePart({
  where: 'core',
  kind: 'augment',
  type: 'blur',
  options,
  build: ({ sigma, probability }) =>
    intensityAugment(probability, (image, random) => gaussianBlur(image, sigma * random.uniform())),
})

/**
 * The image convolved with a Gaussian of this standard deviation in pixels.
 *
 * @throws SpadError if it is negative or no number.
 */
export function gaussianBlur(image: Raster, sigma: number): Float32Array {
  checkNumber('core', 'sigma', sigma, { min: 0 })
  const { data, height, width, channels } = image
  // below a fifth of a pixel the neighbours' weights vanish, and σ = 0 would divide by itself
  if (sigma < 0.2) return data.slice()
  const weights = gaussianWeights(sigma)
  const length = width * channels
  const rows = new Float32Array(data.length)
  for (let y = 0; y < height; y++) {
    const row = new Float64Array(length)
    weights.forEach((weight, tap) => {
      const from = bounded(y + tap - (weights.length >> 1), height) * length
      for (let i = 0; i < length; i++) row[i] = row[i]! + weight * data[from + i]!
    })
    rows.set(row, y * length)
  }
  return blurColumns({ ...image, data: rows }, weights)
}

function blurColumns({ data, height, width, channels }: Raster, weights: Float64Array) {
  const blurred = new Float32Array(data.length)
  const radius = weights.length >> 1
  const length = width * channels
  const padded = new Float64Array((width + 2 * radius) * channels)
  for (let y = 0; y < height; y++) {
    for (let i = 0; i < padded.length; i++) {
      const x = bounded(Math.floor(i / channels) - radius, width)
      padded[i] = data[y * length + x * channels + (i % channels)]!
    }
    for (let i = 0; i < length; i++) {
      let sum = 0
      for (let tap = 0; tap < weights.length; tap++)
        sum += weights[tap]! * padded[i + tap * channels]!
      blurred[y * length + i] = sum
    }
  }
  return blurred
}

/** `e^(−d² / 2σ²)` for `d = −3σ … 3σ`, summing to 1. */
function gaussianWeights(sigma: number): Float64Array {
  const radius = Math.ceil(3 * sigma)
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) => {
    const distance = (i - radius) / sigma
    return exactExp((-distance * distance) / 2)
  })
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => weight / sum)
}

function bounded(index: number, count: number): number {
  return Math.min(Math.max(index, 0), count - 1)
}
