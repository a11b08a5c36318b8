import { describe, expect, it } from 'vitest'
import { calibrationMeter, type Raster } from '../../src/index.js'
import { map } from './maps.js'

const row = (...probabilities: number[][]): Raster => ({
  data: Float32Array.from(probabilities.flat()),
  height: 1,
  width: probabilities.length,
  channels: probabilities[0]?.length ?? 0,
})

describe('calibrationMeter', () => {
  it('is the gap between confidence and accuracy, weighed by pixels, over all cases', () => {
    const meter = calibrationMeter(4)
    // sure of 0.875: 3 of 4 right; sure of 0.625: 0 of 1 right
    meter.add(map('0111'), row([0.875, 0.125], [0.125, 0.875], [0.125, 0.875], [0.875, 0.125]))
    meter.add(map('0'), row([0.375, 0.625]))
    const { error, bins } = meter.result()
    expect(error).toBeCloseTo((4 * 0.125 + 0.625) / 5, 12)
    expect(bins).toEqual([
      { confidence: null, accuracy: null, pixels: 0 },
      { confidence: null, accuracy: null, pixels: 0 },
      { confidence: 0.625, accuracy: 0, pixels: 1 },
      { confidence: 0.875, accuracy: 0.75, pixels: 4 },
    ])
  })

  it('puts full confidence into the last bin', () => {
    const meter = calibrationMeter()
    meter.add(map('12'), row([0, 1, 0], [0, 0, 1]))
    expect(meter.result().error).toBe(0)
    expect(meter.result().bins.at(-1)).toEqual({ confidence: 1, accuracy: 1, pixels: 2 })
  })

  it('refuses what it cannot measure', () => {
    expect(() => calibrationMeter(0)).toThrow(
      '[@spad/core] `bins` is 0: it must be an integer of at least 1.',
    )
    expect(() => calibrationMeter().result()).toThrow(
      '[@spad/core] `result` was called before `add`: nothing was measured yet.',
    )
    expect(() => {
      calibrationMeter().add(map('00'), row([1, 0]))
    }).toThrow('[@spad/core] `probabilities` is 1×1 (height×width) and `truth` is 1×2')
    expect(() => {
      calibrationMeter().add(map('2'), row([1, 0]))
    }).toThrow('[@spad/core] `truth` holds class 2: with `classes` = 2 the highest is 1.')
  })
})
