import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LabelVolume, scoreCase, scoreVolume } from '../../src/index.js'
import { gridOf, volume } from './volumes.js'

const first = (...args: Parameters<typeof scoreVolume>) => scoreVolume(...args).classes[0]

describe('scoreVolume', () => {
  it('measures in mm through the slices', () => {
    const truth = volume(
      [
        ['100', '000'],
        ['000', '000'],
      ],
      [2, 3, 5],
    )
    const deep = volume(
      [
        ['000', '000'],
        ['100', '000'],
      ],
      [2, 3, 5],
    )
    const far = volume(
      [
        ['000', '000'],
        ['000', '001'],
      ],
      [2, 3, 5],
    )
    expect(first('a', truth, deep, 2)).toMatchObject({ dice: 0, hd95: 5, assd: 5, nsd: 0 })
    expect(first('a', truth, deep, 2, { tolerance: 5 })?.nsd).toBe(1)
    expect(first('a', truth, far, 2)?.hd95).toBeCloseTo(Math.hypot(4, 3, 5), 12)
  })

  it('takes a voxel that is covered on all six sides for no edge', () => {
    const full = volume(Array.from({ length: 3 }, () => ['111', '111', '111']))
    const hollow = { ...full, data: full.data.map((label, i) => (i === 13 ? 0 : label)) }
    // the hole's own six neighbours become edges, each with an edge of the other beside it
    expect(first('a', full, hollow, 2)).toMatchObject({ hd95: 0, assd: 0, nsd: 1, precision: 1 })
    const small = volume(Array.from({ length: 3 }, () => ['000', '010', '000']))
    expect(first('a', small, full, 2)?.sensitivity).toBe(1)
  })

  it('tells what there is of each class in ml', () => {
    const truth = volume([['112', '000']], [10, 10, 10])
    const { volumes } = scoreVolume('a', truth, volume([['100', '000']], [10, 10, 10]), 3)
    expect(volumes).toEqual([
      { truth: { voxels: 2, millilitres: 2 }, prediction: { voxels: 1, millilitres: 1 } },
      { truth: { voxels: 1, millilitres: 1 }, prediction: { voxels: 0, millilitres: 0 } },
    ])
  })

  it('scores a single slice as its label map, in whichever plane it lies', () => {
    const labels = fc.array(fc.nat({ max: 2 }), { minLength: 12, maxLength: 12 })
    const step = fc.constantFrom(0.5, 1, 3)
    fc.assert(
      fc.property(labels, labels, step, step, (one, other, height, width) => {
        const [truth, prediction] = [one, other].map((data) => Uint8Array.from(data))
        const flat = { height: 3, width: 4 }
        const { classes } = scoreCase(
          'a',
          { data: truth as Uint8Array, ...flat },
          { data: prediction as Uint8Array, ...flat },
          3,
          { spacing: [height, width] },
        )
        for (const grid of [
          gridOf([4, 3, 1], [width, height, 7]),
          gridOf([4, 1, 3], [width, 7, height]),
          gridOf([1, 4, 3], [7, width, height]),
        ]) {
          const as = (data: unknown): LabelVolume => ({ data: data as Uint8Array, grid })
          expect(scoreVolume('a', as(truth), as(prediction), 3).classes).toEqual(classes)
        }
      }),
    )
  })

  it('gives a missed and an invented class the diagonal, and nothing to what is in neither', () => {
    const some = volume([['1000'], ['0000']], [1, 2, 2])
    const none = volume([['0000'], ['0000']], [1, 2, 2])
    const diagonal = Math.hypot(4, 4)
    expect(first('a', some, none, 2)).toMatchObject({ dice: 0, hd95: diagonal, precision: null })
    expect(first('a', none, some, 2)).toMatchObject({ nsd: 0, assd: diagonal, sensitivity: null })
    expect(first('a', none, none, 2)).toMatchObject({ dice: null, hd95: null })
  })

  it('leaves out what the truth ignores', () => {
    const truth = volume([['1000']])
    truth.data[3] = 255
    expect(first('a', truth, volume([['1001']]), 2)).toMatchObject({ dice: 1, hd95: 0 })
  })
})

describe('scoreVolume refuses', () => {
  const truth = volume([
    ['100', '000'],
    ['000', '000'],
  ])
  const on = (grid: Partial<LabelVolume['grid']>): LabelVolume => ({
    ...truth,
    grid: { ...truth.grid, ...grid },
  })

  it.each([
    [on({ size: [3, 4, 1] }), '`prediction` has 3 × 4 × 1 voxels, not 3 × 2 × 2: both must lie on'],
    [
      on({ spacing: [1, 1, 2.5] }),
      'has voxels that lie up to 1.5 mm elsewhere: spacing 1 × 1 × 2.5 mm, not 1 × 1 × 1 mm',
    ],
    [on({ origin: [0, 0, 40] }), 'up to 40 mm elsewhere: origin 0 × 0 × 40 mm, not 0 × 0 × 0 mm'],
    [on({ direction: [1, 0, 0, 0, -1, 0, 0, 0, 1] }), 'up to 2 mm elsewhere: other directions'],
  ])('another grid, and says by how much', (prediction, problem) => {
    expect(() => scoreVolume('a', truth, prediction, 2)).toThrow(problem)
  })

  it('a sheared grid, a wrong length, a label that is no class, and bad numbers', () => {
    const sheared = on({ direction: [1, 0, 0, 0, 1, 0.6, 0, 0, 0.8] })
    expect(() => scoreVolume('a', sheared, sheared, 2)).toThrow('36.87° off a right angle')
    const short = { ...truth, data: truth.data.slice(1) }
    expect(() => scoreVolume('a', truth, short, 2)).toThrow(
      '`prediction` has 11 voxels, but a grid of 3 × 2 × 2.',
    )
    const three = { ...truth, data: truth.data.map((label) => label * 3) }
    expect(() => scoreVolume('a', truth, three, 2)).toThrow('`prediction` holds class 3')
    expect(() => scoreVolume('a', truth, truth, 1)).toThrow('`classes` is 1')
    expect(() => scoreVolume('a', truth, truth, 2, { tolerance: -1 })).toThrow('`tolerance` is -1')
  })

  it('nothing for what rounding leaves of a header', () => {
    expect(first('a', truth, on({ origin: [1e-4, 0, 0] }), 2)?.dice).toBe(1)
  })
})
