import { describe, expect, it } from 'vitest'
import { gaussianBlur } from '../../src/augment/blur.js'
import { smoothField } from '../../src/augment/smooth-field.js'
import {
  affine,
  type Augment,
  brightness,
  contrast,
  createRandom,
  elastic,
  flip,
  gamma,
  gaussianNoise,
  intensityAugment,
  type Raster,
} from '../../src/index.js'
import { noisySample } from './sample.js'

const sample = noisySample(createRandom(1))
const { height, width } = sample.image

function change(augment: Augment, image: Raster, seed = 0): Raster {
  return augment({ ...sample, image }, createRandom(seed)).image
}

function grey(value: number): Raster {
  return { ...sample.image, data: new Float32Array(height * width).fill(value) }
}

describe('flip', () => {
  it('mirrors rows and columns, image and labels', () => {
    const mirrored = flip({ horizontal: 1, vertical: 1 })(sample, createRandom(0))
    expect(mirrored.image.data).toEqual(sample.image.data.slice().reverse())
    expect(mirrored.labels.data).toEqual(sample.labels.data.slice().reverse())
  })

  it('never turns a picture upside down by default', () => {
    for (let seed = 0; seed < 50; seed++) {
      const first = flip()(sample, createRandom(seed)).image.data.slice(0, width)
      const row = sample.image.data.slice(0, width)
      expect([row, row.slice().reverse()]).toContainEqual(first)
    }
  })
})

describe('affine', () => {
  it('turns about the centre', () => {
    const square = noisySample(createRandom(2), 9, 9)
    const turned = new Set<number>()
    const turn = affine({ rotation: 180, scale: [1, 1], shift: 0, probability: 1 })
    for (let seed = 0; seed < 20; seed++) {
      const { data } = turn(square, createRandom(seed)).image
      turned.add(data[40] ?? NaN)
    }
    // whatever the angle, the centre stays
    expect([...turned]).toEqual([square.image.data[40]])
  })

  it('magnifies above 1', () => {
    const dot = grey(0)
    const middle = Math.floor(height / 2) * width + width / 2
    for (let y = -2; y <= 2; y++) dot.data.fill(1, middle + y * width - 2, middle + y * width + 3)
    const total = (image: Raster): number => image.data.reduce((sum, value) => sum + value, 0)
    const larger = affine({ rotation: 0, scale: [1.5, 1.5], shift: 0, probability: 1 })
    expect(total(change(larger, dot)) / total(dot)).toBeCloseTo(2.25, 1)
  })

  it('shifts by at most its share', () => {
    const ramp = { ...grey(0), data: sample.image.data.map((_, i) => (i % width) / width) }
    const shifted = affine({ rotation: 0, scale: [1, 1], shift: 0.1, probability: 1 })
    for (let seed = 0; seed < 20; seed++) {
      const { data } = change(shifted, ramp, seed)
      const middle = 5 * width + width / 2
      expect(Math.abs((data[middle] ?? NaN) - 0.5)).toBeLessThan(0.1001)
    }
  })
})

describe('elastic', () => {
  it('has the strength that was asked for', () => {
    let squares = 0
    let count = 0
    const draw = elastic({ strength: 0.02, probability: 1 }).draw
    for (let seed = 0; seed < 60; seed++) {
      const field = { y: new Float32Array(60 * 80), x: new Float32Array(60 * 80) }
      draw(createRandom(seed), 60, 80)?.({ ...field, height: 60, width: 80 })
      for (const value of field.x) squares += value * value
      count += field.x.length
    }
    expect(Math.sqrt(squares / count)).toBeGreaterThan(1.08)
    expect(Math.sqrt(squares / count)).toBeLessThan(1.32)
  })
})

describe('smoothField', () => {
  it('is smooth', () => {
    const field = smoothField(40, 40, 10, createRandom(1))
    for (let i = 0; i < field.length - 1; i++)
      if (i % 40 !== 39) expect(Math.abs((field[i + 1] ?? 0) - (field[i] ?? 0))).toBeLessThan(0.5)
  })
})

describe('brightness', () => {
  it('adds a ramp', () => {
    const { data } = change(brightness({ shift: 0, probability: 1 }), grey(0.5))
    const at = (y: number, x: number): number => data[y * width + x] ?? NaN
    const rise = at(1, 0) - at(0, 0)
    const drift = at(0, 1) - at(0, 0)
    expect(at(20, 15)).toBeCloseTo(at(0, 0) + 20 * rise + 15 * drift, 4)
    expect(rise === 0 && drift === 0).toBe(false)
  })
})

describe('contrast', () => {
  it('keeps the mean and scales what is around it', () => {
    const image = { ...grey(0), data: sample.image.data.map((value) => 0.4 + 0.2 * value) }
    const { data } = change(contrast({ factor: [1.2, 1.2], probability: 1 }), image)
    const before = (image.data[1] ?? 0) - (image.data[0] ?? 0)
    expect((data[1] ?? 0) - (data[0] ?? 0)).toBeCloseTo(1.2 * before, 5)
  })
})

describe('gamma', () => {
  it('keeps black, white and order, and moves grey', () => {
    const image = { ...grey(0), data: sample.image.data.map((_, i) => i / (height * width - 1)) }
    const { data } = change(gamma({ probability: 1 }), image, 3)
    expect([data[0], data.at(-1)]).toEqual([0, 1])
    for (let i = 1; i < data.length; i++)
      expect(data[i] ?? 0).toBeGreaterThanOrEqual(data[i - 1] ?? 0)
    expect(Math.abs((data[data.length >> 1] ?? 0) - 0.5)).toBeLessThanOrEqual(0.101)
  })
})

describe('gaussianNoise', () => {
  it('stays below its deviation', () => {
    for (let seed = 0; seed < 10; seed++) {
      const { data } = change(gaussianNoise({ deviation: 0.1, probability: 1 }), grey(0.5), seed)
      const variance = data.reduce((sum, value) => sum + (value - 0.5) ** 2, 0) / data.length
      expect(Math.sqrt(variance)).toBeLessThan(0.11)
    }
  })
})

describe('gaussianBlur', () => {
  it('keeps a constant, borders included', () => {
    for (const value of gaussianBlur(grey(0.3), 1.7)) expect(value).toBeCloseTo(0.3, 6)
  })

  it('spreads a point like a Gaussian', () => {
    const point = grey(0)
    point.data[10 * width + 10] = 1
    const data = gaussianBlur(point, 1)
    expect(data[10 * width + 11]).toBeCloseTo(Math.exp(-0.5) / (2 * Math.PI), 2)
    expect(data[11 * width + 10]).toBeCloseTo(data[10 * width + 11] ?? NaN, 6)
    expect(data.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5)
  })

  it('copies without a width', () => {
    expect(gaussianBlur(sample.image, 0)).toEqual(sample.image.data)
  })
})

describe('intensityAugment', () => {
  it('clamps what a user returns', () => {
    const wild = intensityAugment(1, ({ data }) => data.map((value) => 4 * value - 1.5))
    const { data } = change(wild, sample.image)
    expect(Math.min(...data)).toBe(0)
    expect(Math.max(...data)).toBe(1)
  })
})
