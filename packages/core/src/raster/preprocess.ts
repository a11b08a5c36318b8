import { checkChannels, checkRaster } from './check-raster.js'
import type { Preprocessing } from '../contracts/model.js'
import { resizeRaster } from './resize.js'
import type { RowSource } from './row-source.js'
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

/** The same of a picture that is made a few rows at a time, to the bit: it is made once more to find its levels. */
export function normalizedRows(image: RowSource): RowSource {
  const meter = levelMeter(image.channels)
  for (let from = 0; from < image.height; from += ROWS)
    meter.add(image.rows(from, Math.min(image.height, from + ROWS)))
  const levels = meter.result()
  return { ...image, rows: (from, to) => levelled(image.rows(from, to), levels) }
}

/** Rows that are looked at together. */
const ROWS = 64

const UNIT: Level = { mean: 0, deviation: 1 }

function levelled(
  data: Float32Array,
  levels: readonly Level[],
  level?: readonly Level[],
): Float32Array {
  const result = new Float32Array(data.length)
  levels.forEach(({ mean, deviation }, channel) => {
    const wanted = level?.[channel] ?? UNIT
    const scale = deviation > 1e-6 ? wanted.deviation / deviation : 0
    for (let i = channel; i < data.length; i += levels.length)
      result[i] = ((data[i] ?? 0) - mean) * scale + wanted.mean
  })
  return result
}

/** Mean and standard deviation of each channel. */
export function channelLevels({ data, channels }: Raster): Level[] {
  const meter = levelMeter(channels)
  meter.add(data)
  return meter.result()
}

/** The levels of values that come in parts; the same to the bit, however they are parted. */
function levelMeter(channels: number) {
  const totals = new Float64Array(channels)
  const squares = new Float64Array(channels)
  let length = 0
  return {
    add(data: Float32Array): void {
      length += data.length
      for (let channel = 0; channel < channels; channel++) {
        let total = totals[channel] ?? 0
        let square = squares[channel] ?? 0
        for (let i = channel; i < data.length; i += channels) {
          const value = data[i] ?? 0
          total += value
          square += value * value
        }
        totals[channel] = total
        squares[channel] = square
      }
    },
    result: (): Level[] =>
      Array.from(totals, (total, channel) => {
        const mean = total / (length / channels)
        const square = (squares[channel] ?? 0) / (length / channels)
        return { mean, deviation: Math.sqrt(Math.max(0, square - mean * mean)) }
      }),
  }
}
