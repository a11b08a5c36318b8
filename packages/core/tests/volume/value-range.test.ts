import { expect, test } from 'vitest'
import { inWords, prepareSlices, type Scan, valueRange } from '../../src/index.js'

const scan = (values: readonly number[], more: Partial<Scan> = {}): Scan => ({
  data: Float32Array.from(values),
  grid: {
    size: [values.length, 1, 1],
    spacing: [1, 1, 1],
    origin: [0, 0, 0],
    direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  },
  channels: 1,
  ...more,
})

test('a CT is seen through the given window, its own, or that of soft tissue', () => {
  const ct = scan([0, 1], { modality: 'CT' })
  expect(valueRange(ct)).toMatchObject({ low: -160, high: 240 })
  const lung = { ...ct, window: { center: -600, width: 1500 } }
  expect(valueRange(lung)).toMatchObject({ low: -1350, high: 150, why: 'the window of the file' })
  expect(valueRange(lung, { center: 50, width: 100 })).toMatchObject({ low: 0, high: 100 })
  expect(() => valueRange(ct, { center: 50, width: 0 })).toThrow(
    '`window` is 50, 0: it must be a centre and a width above 0, such as 40, 400.',
  )
})

test('others are cut at percentiles of the whole, rescaled, whatever is not finite aside', () => {
  const values = Array.from({ length: 1001 }, (_, i) => i)
  expect(valueRange(scan(values))).toMatchObject({ low: 5, high: 995 })
  expect(valueRange(scan([...values, NaN, Infinity]))).toMatchObject({ low: 5, high: 995 })
  const rescale = { slope: 2, intercept: 1 }
  expect(valueRange(scan(values, { rescale }))).toMatchObject({ low: 11, high: 1991 })
  // one wild value does not make the rest coarse
  expect(valueRange(scan([...values, 1e12])).high).toBe(995)
  expect(() => valueRange(scan([NaN]))).toThrow('`scan` holds no finite number')
})

test('voxels without a finite number are counted, and are the darkest, also where dark and bright are turned', () => {
  const holed = scan([0, NaN, 5, Infinity, 10, -Infinity])
  const window = { center: 5, width: 10 }
  expect(valueRange(holed, window)).toMatchObject({ lost: 3 })
  expect(valueRange(scan([1, 2]))).not.toHaveProperty('lost')
  for (const inverted of [false, true]) {
    const prepared = prepareSlices({ ...holed, inverted }, { window, axis: 'axial' })
    expect([...prepared.picture(0).data]).toEqual(
      inverted ? [1, 0, 0.5, 0, 0, 0] : [0, 0, 0.5, 0, 1, 0],
    )
    expect(inWords(prepared)).toBe(
      '1 axial slice, values from 0 to 10: the window that was given; voxels without a finite number, taken ' +
        'for the lowest value: 3',
    )
  }
  const whole = { data: Int16Array.of(1, 2), rescale: { slope: 1, intercept: NaN } }
  expect(() => valueRange(scan([1, 2], whole), window)).toThrow('`scan` holds no finite number')
  expect(inWords(prepareSlices(scan([3, 3])))).toContain('one value alone is to be seen')
})
