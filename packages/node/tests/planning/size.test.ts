import { describe, expect, it } from 'vitest'
import { checkSize, defaultSize, parseSize } from '../../src/planning/size.js'

describe('parseSize', () => {
  it('reads a square, and height x width', () => {
    expect(parseSize('128')).toEqual({ height: 128, width: 128 })
    expect(parseSize('96x192')).toEqual({ height: 96, width: 192 })
    expect(parseSize(64)).toEqual({ height: 64, width: 64 })
  })

  it.each(['', '0', '-3', '12x', 'x12', '1.5', '12x13x14'])('does not read "%s"', (text) => {
    expect(parseSize(text)).toBeUndefined()
  })
})

describe('defaultSize', () => {
  it('is a square for images that are nearly square', () => {
    expect(defaultSize([1, 1.2, 1.49], 8)).toEqual({ height: 128, width: 128 })
    expect(defaultSize([], 8)).toEqual({ height: 128, width: 128 })
  })

  it('keeps the proportions and about as many pixels for elongated ones', () => {
    expect(defaultSize([2, 2, 1], 8)).toEqual({ height: 96, width: 176 })
    expect(defaultSize([0.5], 8)).toEqual({ height: 176, width: 96 })
    expect(defaultSize([768 / 496], 8)).toEqual({ height: 96, width: 160 })
  })

  it('has sides that the stride divides', () => {
    expect(defaultSize([3], 32)).toEqual({ height: 64, width: 224 })
  })
})

describe('checkSize', () => {
  it('names the nearest sizes that the network can take', () => {
    expect(() => {
      checkSize({ height: 100, width: 128 }, 8)
    }).toThrow(
      "`--size` is 100x128: height and width must be multiples of the network's stride, 8. " +
        'The nearest are 96x128 and 104x128.',
    )
    checkSize({ height: 96, width: 128 }, 8)
  })
})
