import fc from 'fast-check'
import { expect, it } from 'vitest'
import { squaredDistances } from '../../src/metrics/distance-transform.js'
import { squaredVolumeDistances } from '../../src/metrics/volume-distance-transform.js'
import type { VolumeMask } from '../../src/metrics/volume-mask.js'

const side = fc.integer({ min: 1, max: 5 })
const step = fc.double({ min: 0.05, max: 20, noNaN: true })
const masks = fc.tuple(side, side, side, fc.nat({ max: 9 })).chain(([x, y, z, density]) =>
  fc.record({
    size: fc.constant([x, y, z] as const),
    data: fc
      .array(fc.nat({ max: 9 }), { minLength: x * y * z, maxLength: x * y * z })
      .map((draws) => Uint8Array.from(draws, (draw) => Number(draw < density))),
  }),
)

/** Every voxel against every set voxel. */
function bruteForce({ data, size }: VolumeMask, spacing: readonly number[]): number[] {
  const place = (i: number): number[] =>
    [i % size[0], Math.floor(i / size[0]) % size[1], Math.floor(i / size[0] / size[1])].map(
      (index, axis) => index * (spacing[axis] ?? NaN),
    )
  return Array.from(data, (_, i) => {
    let nearest = Infinity
    data.forEach((set, j) => {
      const [a, b] = [place(i), place(j)]
      const squared = a.reduce((sum, value, axis) => sum + (value - (b[axis] ?? NaN)) ** 2, 0)
      if (set) nearest = Math.min(nearest, squared)
    })
    return nearest
  })
}

it('is what comparing all pairs of voxels gives, whatever the spacing', () => {
  fc.assert(
    fc.property(masks, fc.tuple(step, step, step), (mask, spacing) => {
      const found = squaredVolumeDistances(mask, spacing)
      bruteForce(mask, spacing).forEach((expected, i) => {
        if (expected === Infinity) expect(found[i]).toBe(Infinity)
        else expect(Math.abs((found[i] ?? NaN) - expected)).toBeLessThanOrEqual(1e-9 * expected)
      })
    }),
    { numRuns: 200 },
  )
})

it('is exact in voxels, and that of a picture in a single slice', () => {
  fc.assert(
    fc.property(masks, (mask) => {
      const found = squaredVolumeDistances(mask, [1, 1, 1])
      expect([...found]).toEqual(bruteForce(mask, [1, 1, 1]))
      if (mask.size[2] > 1) return
      const picture = { data: mask.data, width: mask.size[0], height: mask.size[1] }
      expect(found).toEqual(squaredDistances(picture))
    }),
  )
})
