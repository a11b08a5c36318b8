import { checkChannels, checkRaster } from './check-raster.js'
import type { Preprocessing } from '../contracts/model.js'
import { resizeRaster } from './resize.js'
import type { Level, Raster } from '../contracts/sample.js'

/**
 * The numbers that the network sees: resized, each channel to zero mean and unit variance.
 *
 * @returns `height × width × channels` values, row by row.
 * @throws SpadError if the image has other channels than the network takes, another length than its
 *   sides say, or numbers that are not finite or not from 0 to 1.
 */
export function prepareImage(image: Raster, preprocessing: Preprocessing): Float32Array {
  const { height, width, channels } = preprocessing
  checkChannels('the image', image, channels)
  checkRaster('core', 'image', image)
  return normalize(resizeRaster(image, height, width))
}

/**
 * Each channel to zero mean and unit variance, or to those of `level`; a constant channel becomes zeros,
 * or the mean of `level`.
 */
export function normalize(image: Raster, level?: readonly Level[]): Float32Array {
  return levelled(image.data, channelLevels(image), level)
}

/** Values of which the channels have these levels, at others. */
export function levelled(
  data: Float32Array,
  levels: readonly Level[],
  wanted: readonly Level[] = [],
): Float32Array {
  const result = new Float32Array(data.length)
  levels.forEach(({ mean, deviation }, channel) => {
    const to = wanted[channel] ?? UNIT
    const scale = deviation > 1e-6 ? to.deviation / deviation : 0
    for (let i = channel; i < data.length; i += levels.length)
      result[i] = (data[i]! - mean) * scale + to.mean
  })
  return result
}

const UNIT: Level = { mean: 0, deviation: 1 }

/** Mean and standard deviation of each channel. */
export function channelLevels({ data, channels }: Raster): Level[] {
  return levelsOf(channels, [data])
}

/** The same of a picture that comes in pieces. */
export function levelsOf(channels: number, pieces: Iterable<Float32Array>): Level[] {
  const sums = Array.from({ length: channels }, () => ({ total: 0, squares: 0 }))
  let length = 0
  for (const data of pieces) {
    length += data.length
    for (const [channel, sum] of sums.entries()) {
      let { total, squares } = sum
      for (let i = channel; i < data.length; i += channels) {
        const value = data[i]!
        total += value
        squares += value * value
      }
      sums[channel] = { total, squares }
    }
  }
  const count = length / channels
  return sums.map(({ total, squares }) => {
    const mean = total / count
    return { mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)) }
  })
}
