import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LabelMap, Raster } from '../../src/index.js'
import { resizeLabels, resizeRaster } from '../../src/index.js'
import { triangleTaps } from '../../src/raster/resize.js'

const side = fc.integer({ min: 1, max: 24 })

function raster(height: number, width: number, channels = 1): Raster {
  const data = Float32Array.from(
    { length: height * width * channels },
    (_, i) => ((i * 37) % 101) / 101,
  )
  return { data, height, width, channels }
}

function labelMap(height: number, width: number, values: readonly number[]): LabelMap {
  return { data: Uint8Array.from(values), height, width }
}

/** Each sum by itself, in 64 bits and in the order of the inputs; over rows, rounded, then over columns. */
function plainly({ data, height, width, channels }: Raster, rows: number, columns: number) {
  const one = (
    inputs: number,
    outputs: number,
    from: (input: number, output: number) => number,
  ) => {
    const { first, count, weights, stride } = triangleTaps(inputs, outputs)
    return Array.from({ length: outputs }, (_, o) => {
      let sum = 0
      for (let tap = 0; tap < count[o]!; tap++)
        sum += weights[o * stride + tap]! * from(first[o]! + tap, o)
      return Math.fround(sum)
    })
  }
  const inner = width * channels
  const few = Array.from({ length: inner }, (_, i) =>
    one(height, rows, (row) => data[row * inner + i]!),
  )
  return Array.from({ length: rows }, (_, y) =>
    Array.from({ length: channels }, (_, c) =>
      one(width, columns, (x) => few[x * channels + c]![y]!),
    ),
  ).flatMap((each) => each[0]!.flatMap((_, x) => each.map((channel) => channel[x]!)))
}

describe('resizeRaster', () => {
  it.each([
    [1, 40, 37, 3, 4],
    [2, 33, 29, 5, 31],
    [3, 7, 50, 19, 6],
  ])('adds up %i channels in order, to the bit', (channels, height, width, rows, columns) => {
    const image = raster(height, width, channels)
    expect([...resizeRaster(image, rows, columns).data]).toEqual(plainly(image, rows, columns))
  })

  it('shrinks as Pillow does', () => {
    const { data } = resizeRaster(raster(5, 7), 2, 3)
    expect([...data].map((value) => value.toFixed(5))).toEqual([
      '0.48875',
      '0.44144',
      '0.52630',
      '0.46162',
      '0.53005',
      '0.51864',
    ])
  })

  it('shrinks one axis and grows the other as Pillow does', () => {
    const { data } = resizeRaster(raster(5, 7), 9, 4)
    const pillow = [0.19189, 0.48198, 0.43604, 0.48232, 0.36414, 0.49677, 0.38416, 0.51171]
    pillow.forEach((value, i) => {
      expect(data[i]).toBeCloseTo(value, 4)
    })
  })

  it('averages equal blocks', () => {
    const image = raster(1, 4)
    image.data.set([0, 1, 1, 0])
    // reach 2 around the centre between the first two: weights 3 : 3 : 1
    expect(resizeRaster(image, 1, 2).data[0]).toBeCloseTo(4 / 7, 6)
  })

  it('is linear between pixel centres where it grows', () => {
    const image = raster(1, 2)
    image.data.set([0, 1])
    expect([...resizeRaster(image, 1, 4).data]).toEqual([0, 0.25, 0.75, 1])
  })

  it('returns an image that has the size', () => {
    const image = raster(3, 4)
    expect(resizeRaster(image, 3, 4)).toBe(image)
  })

  it('keeps values in range and a constant constant', () => {
    fc.assert(
      fc.property(
        side,
        side,
        side,
        side,
        fc.constantFrom(1, 3),
        (h, w, height, width, channels) => {
          const resized = resizeRaster(raster(h, w, channels), height, width)
          expect(resized).toMatchObject({ height, width, channels })
          expect(resized.data).toHaveLength(height * width * channels)
          expect(resized.data.every((value) => value >= 0 && value <= 1)).toBe(true)
          const flat = { ...raster(h, w), data: new Float32Array(h * w).fill(0.25) }
          for (const value of resizeRaster(flat, height, width).data)
            expect(value).toBeCloseTo(0.25, 6)
        },
      ),
    )
  })

  it('treats channels alike', () => {
    const grey = raster(9, 6)
    const data = Float32Array.from(
      { length: 9 * 6 * 3 },
      (_, i) => grey.data[Math.floor(i / 3)] ?? 0,
    )
    const colour = resizeRaster({ ...grey, channels: 3, data }, 4, 8)
    const one = resizeRaster(grey, 4, 8)
    for (let i = 0; i < colour.data.length; i++)
      expect(colour.data[i]).toBe(one.data[Math.floor(i / 3)])
  })

  it.each([0, -1, 1.5, NaN])('refuses a side of %s', (height) => {
    expect(() => resizeRaster(raster(2, 2), height, 2)).toThrow(
      `[@spad/core] \`height\` is ${String(height)}: it must be an integer of at least 1.`,
    )
  })

  it('refuses an empty picture', () => {
    expect(() => resizeRaster(raster(0, 3), 2, 2)).toThrow(
      '[@spad/core] `picture.height` is 0: it must be an integer of at least 1.',
    )
  })
})

describe('resizeLabels', () => {
  it('takes the class with most area', () => {
    const labels = labelMap(2, 4, [1, 1, 0, 2, 1, 0, 2, 2])
    expect([...resizeLabels(labels, 1, 2, 3).data]).toEqual([1, 2])
  })

  it('takes the class under the centre of equals', () => {
    expect([...resizeLabels(labelMap(1, 2, [0, 1]), 1, 1, 2).data]).toEqual([1])
    expect([...resizeLabels(labelMap(1, 2, [1, 0]), 1, 1, 2).data]).toEqual([0])
  })

  it('repeats pixels where it grows by a whole factor', () => {
    expect([...resizeLabels(labelMap(1, 2, [3, 1]), 2, 4, 4).data]).toEqual([
      3, 3, 1, 1, 3, 3, 1, 1,
    ])
  })

  it('never makes a class', () => {
    const property = fc.property(side, side, side, side, fc.nat(), (h, w, height, width, seed) => {
      const values = Array.from({ length: h * w }, (_, i) => ((i + seed) % 7) * 3)
      const resized = resizeLabels(labelMap(h, w, values), height, width, 19)
      expect(resized.data).toHaveLength(height * width)
      const known = new Set(values)
      expect(resized.data.every((label) => known.has(label))).toBe(true)
    })
    fc.assert(property)
  })

  it('gives back a map that grew by a whole factor', () => {
    const labels = labelMap(3, 5, [0, 1, 2, 0, 1, 1, 1, 0, 2, 2, 0, 0, 1, 2, 0])
    const grown = resizeLabels(labels, 9, 20, 3)
    expect(resizeLabels(grown, 3, 5, 3)).toEqual(labels)
  })

  it('refuses a class that there is not', () => {
    expect(() => resizeLabels(labelMap(1, 2, [0, 2]), 1, 1, 2)).toThrow(
      '[@spad/core] `labels` holds class 2: with 2 classes each pixel must be 0 to 1. ' +
        "Give the number of classes, or map the mask's values to indices.",
    )
  })
})
