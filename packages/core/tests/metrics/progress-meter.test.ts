import { describe, expect, it } from 'vitest'
import { type LabelMap, progressMeter } from '../../src/index.js'
import { map } from './maps.js'

/** A filled square of class 1 from `from` to `to` (exclusive) in a square image. */
function square(size: number, from: number, to: number): LabelMap {
  const inside = (i: number): boolean => i >= from && i < to
  const data = Uint8Array.from({ length: size * size }, (_, i) =>
    Number(inside(i % size) && inside(Math.floor(i / size))),
  )
  return { data, height: size, width: size }
}

describe('progressMeter', () => {
  it('gives 1 everywhere to a perfect prediction', () => {
    const meter = progressMeter(2)
    meter.add(square(32, 8, 24), square(32, 8, 24))
    expect(meter.result()).toEqual({ dice: 1, interior: 1, boundary: 1 })
  })

  it('sees a shrunken object as a wrong boundary and a right interior', () => {
    const meter = progressMeter(2, 3)
    // one pixel lost all round: inside the band of three pixels
    meter.add(square(32, 8, 24), square(32, 9, 23))
    const { dice, interior, boundary } = meter.result()
    expect(interior).toBe(1)
    expect(dice).toBeCloseTo((2 * 196) / (256 + 196), 12)
    // truth in the band: 16² − 10², prediction there: 14² − 10²
    expect(boundary).toBeCloseTo((2 * 96) / (156 + 96), 12)
  })

  it('reaches exactly `band` pixels to either side of a contour', () => {
    const truth = map('00000001111111')
    for (const band of [1, 2, 3]) {
      const meter = progressMeter(2, band)
      // all wrong but the pixels within the band
      const prediction = truth.data.map((label, x) =>
        Math.abs(x - 6.5) < band ? label : 1 - label,
      )
      meter.add(truth, { ...truth, data: prediction })
      expect(meter.result()).toMatchObject({ interior: 0, boundary: 1 })
    }
  })

  it('pools cases before dividing', () => {
    const meter = progressMeter(2)
    meter.add(map('1111'), map('1111'))
    meter.add(map('1000'), map('0000'))
    expect(meter.result().dice).toBeCloseTo((2 * 4) / (5 + 4), 12)
  })

  it('leaves out a class that is nowhere, and counts one that was invented', () => {
    const absent = progressMeter(3)
    absent.add(map('0110'), map('0110'))
    expect(absent.result().dice).toBe(1)
    const invented = progressMeter(3)
    invented.add(map('0110'), map('0112'))
    expect(invented.result().dice).toBe(0.5)
  })

  it('falls back to `dice` where the truth has no such region', () => {
    const thin = progressMeter(2)
    thin.add(map('0000100000'), map('0000110001'))
    const { dice, interior } = thin.result()
    expect(interior).toBe(dice)
    const empty = progressMeter(2)
    empty.add(map('0000'), map('0000'))
    expect(empty.result()).toEqual({ dice: 1, interior: 1, boundary: 1 })
  })

  it('refuses what it cannot measure', () => {
    expect(() => progressMeter(1)).toThrow(
      '[@spad/core] `classes` is 1: it must be an integer of at least 2.',
    )
    expect(() => progressMeter(2, 0)).toThrow(
      '[@spad/core] `band` is 0: it must be a number above 0.',
    )
    expect(() => progressMeter(2).result()).toThrow(
      '[@spad/core] `result` was called before `add`: nothing was measured yet.',
    )
    expect(() => {
      progressMeter(2).add(map('00', '00'), map('000'))
    }).toThrow(
      '[@spad/core] `prediction` is 1×3 (height×width) and `truth` is 2×2: both must have one size. ' +
        'Resize the prediction, not the truth.',
    )
    expect(() => {
      progressMeter(2).add(map('02'), map('00'))
    }).toThrow(
      '[@spad/core] `truth` holds class 2: with `classes` = 2 the highest is 1. ' +
        'Map pixel values to class indices first.',
    )
    expect(() => {
      progressMeter(2).add(map('00'), { data: new Uint8Array(3), height: 1, width: 2 })
    }).toThrow('[@spad/core] `prediction.data` has 3 values: a 1×2 map has 2.')
  })
})
