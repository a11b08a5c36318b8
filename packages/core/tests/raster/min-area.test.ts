import { describe, expect, it } from 'vitest'
import { areaMeter, type Dataset, findMinArea, type LabelMap } from '../../src/index.js'

/** 100 pixels, of which the first so many are of each class in turn. */
function map(...counts: number[]): LabelMap {
  const data = new Uint8Array(100)
  let at = 0
  counts.forEach((count, k) => data.fill(k + 1, at, (at += count)))
  return { data, height: 10, width: 10 }
}

describe('areaMeter', () => {
  it('doubts a class more, the more images lack it', () => {
    const meter = areaMeter(3)
    // class 1 in half of the images; class 2 in a quarter of them, covering 10, 20, 30, 40, 50 per cent
    for (let i = 0; i < 20; i++) meter.add(map(i < 10 ? 0 : 5, i < 5 ? 10 * (i + 1) : 0))
    expect(meter.minArea(0)).toEqual([0, 0, 0])
    // the median of five: doubt 1, and three quarters lack it
    expect(meter.minArea(1)).toEqual([0, 0, 0.3])
    expect(meter.minArea(0.5)[2]).toBeCloseTo(0.2, 12)
  })

  it('believes a class that was never seen, and the background', () => {
    const meter = areaMeter(3)
    meter.add(map(100))
    meter.add(map(3))
    expect(meter.minArea(1)).toEqual([0, 0, 0])
  })

  it('refuses a doubt beyond 1', () => {
    expect(() => areaMeter(2).minArea(2)).toThrow('[@spad/core] `doubt` is 2')
  })
})

describe('findMinArea', () => {
  const maps = [map(10), map(20), ...Array.from({ length: 6 }, () => map(0))]
  const data: Dataset = {
    classes: ['background', 'lesion'].map((name, value) => ({ name, value, color: [0, 0, 0] })),
    channels: 1,
    names: Array.from('abcdefgh'),
    read: (index) =>
      Promise.resolve({
        name: 'abcdefgh'[index] ?? '',
        image: { data: new Float32Array(100), height: 10, width: 10, channels: 1 },
        labels: maps[index] ?? map(),
      }),
  }

  it('reads every case', async () => {
    expect((await findMinArea(data, 1))[1]).toBeCloseTo(0.15, 12)
  })

  it('ends when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(findMinArea(data, 1, { signal })).rejects.toThrow('enough')
  })
})
