import { describe, expect, it } from 'vitest'
import { exactCos, exactExp, exactLog, exactSin } from '../../src/support/exact-math.js'

describe('exact math', () => {
  it('agrees with sin and cos', () => {
    for (let angle = -50; angle <= 50; angle += 0.0371) {
      expect(Math.abs(exactSin(angle) - Math.sin(angle))).toBeLessThan(1e-11)
      expect(Math.abs(exactCos(angle) - Math.cos(angle))).toBeLessThan(1e-11)
    }
  })

  it('is exact at zero', () => {
    expect(exactSin(0)).toBe(0)
    expect(exactCos(0)).toBe(1)
    expect(exactExp(0)).toBe(1)
  })

  it('agrees with exp', () => {
    for (let value = -690; value <= 690; value += 0.731)
      expect(Math.abs(exactExp(value) / Math.exp(value) - 1)).toBeLessThan(1e-11)
    expect(exactExp(-1000)).toBe(0)
  })

  it('agrees with ln', () => {
    for (let value = 1e-300; value < 1e300; value *= 1.0371)
      expect(Math.abs(exactLog(value) - Math.log(value))).toBeLessThan(1e-11)
    expect(exactLog(1)).toBe(0)
  })
})
