import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Mask, type Spacing, squaredDistances } from '../../src/metrics/distance-transform.js'

const masks = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.nat({ max: 9 }))
  .chain(([height, width, density]) =>
    fc.record({
      height: fc.constant(height),
      width: fc.constant(width),
      data: fc
        .array(fc.nat({ max: 9 }), { minLength: height * width, maxLength: height * width })
        .map((draws) => Uint8Array.from(draws, (draw) => Number(draw < density))),
    }),
  )
const steps = fc.double({ min: 0.05, max: 20, noNaN: true })

/** Every pixel against every set pixel. */
function bruteForce({ data, height, width }: Mask, [sy, sx]: Spacing): number[] {
  return Array.from({ length: height * width }, (_, i) => {
    let nearest = Infinity
    data.forEach((set, j) => {
      const dy = (Math.floor(i / width) - Math.floor(j / width)) * sy
      const dx = ((i % width) - (j % width)) * sx
      if (set) nearest = Math.min(nearest, dy * dy + dx * dx)
    })
    return nearest
  })
}

it('is what comparing all pairs of pixels gives, whatever the spacing', () => {
  fc.assert(
    fc.property(masks, fc.tuple(steps, steps), (mask, spacing) => {
      const found = squaredDistances(mask, spacing)
      bruteForce(mask, spacing).forEach((expected, i) => {
        if (expected === Infinity) expect(found[i]).toBe(Infinity)
        else expect(Math.abs((found[i] ?? NaN) - expected)).toBeLessThanOrEqual(1e-9 * expected)
      })
    }),
    { numRuns: 300 },
  )
})

it('is exact in pixels', () => {
  fc.assert(
    fc.property(masks, (mask) => {
      expect([...squaredDistances(mask)]).toEqual(bruteForce(mask, [1, 1]))
    }),
  )
})
