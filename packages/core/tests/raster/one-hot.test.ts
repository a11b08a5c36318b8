import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { argmaxLabels, oneHot } from '../../src/index.js'

describe('oneHot', () => {
  it('puts classes last', () => {
    const labels = { data: Uint8Array.of(0, 2), height: 1, width: 2 }
    expect([...oneHot(labels, 3)]).toEqual([1, 0, 0, 0, 0, 1])
  })

  it('is undone by argmaxLabels', () => {
    const maps = fc.uint8Array({ min: 0, minLength: 6, maxLength: 6, max: 4 })
    fc.assert(
      fc.property(maps, (data) => {
        const labels = { data: Uint8Array.from(data), height: 2, width: 3 }
        const probabilities = { data: oneHot(labels, 5), height: 2, width: 3, channels: 5 }
        expect(argmaxLabels(probabilities)).toEqual(labels)
      }),
    )
  })

  it('refuses a class that there is not', () => {
    const labels = { data: Uint8Array.of(0, 3), height: 1, width: 2 }
    expect(() => oneHot(labels, 3)).toThrow('[@spad/core] `labels` holds class 3: with 3 classes')
  })
})

describe('argmaxLabels', () => {
  it('takes the lowest of equals, and negative logits too', () => {
    const data = Float32Array.of(0.5, 0.5, -3, -1)
    expect([...argmaxLabels({ data, height: 1, width: 2, channels: 2 }).data]).toEqual([0, 1])
  })

  it('gives the pixels of a class that covers too little to the next likeliest that covers enough', () => {
    // classes by pixel: 1 1 1 2 0; class 2's pixel holds more of 3, which is nowhere, than of 1
    const rows = [
      [0.2, 0.8, 0, 0],
      [0.2, 0.8, 0, 0],
      [0.2, 0.8, 0, 0],
      [0.1, 0.2, 0.4, 0.3],
      [0.9, 0.1, 0, 0],
    ]
    const map = { data: Float32Array.from(rows.flat()), height: 1, width: 5, channels: 4 }
    expect([...argmaxLabels(map).data]).toEqual([1, 1, 1, 2, 0])
    expect([...argmaxLabels(map, [0, 0.6, 0.2, 0.1]).data]).toEqual([1, 1, 1, 2, 0])
    expect([...argmaxLabels(map, [0, 0.6, 0.3, 0.1]).data]).toEqual([1, 1, 1, 1, 0])
    expect([...argmaxLabels(map, [0, 0.7, 0.3, 0]).data]).toEqual([0, 0, 0, 3, 0])
  })
})
