import { describe, expect, test } from 'vitest'
import {
  cosineSchedule,
  linearSchedule,
  shifted,
  sigmoidSchedule,
  timesteps,
} from '../src/index.js'

const logSnr = (alphaBar: number): number => Math.log(alphaBar / (1 - alphaBar))

describe('linearSchedule', () => {
  test('is what the betas of DDPM multiply to', () => {
    // 1,000 betas from 1e-4 to 0.02, as in DDPM, are 0.1 and 20 per unit of time
    const schedule = linearSchedule()
    let product = 1
    for (let i = 0; i < 1000; i++) {
      product *= 1 - (1e-4 + ((0.02 - 1e-4) * i) / 999)
      if (i % 100 !== 99) continue
      expect(Math.log(schedule((i + 1) / 1000)) / Math.log(product)).toBeCloseTo(1, 1)
    }
    expect(schedule(0.5)).toBeCloseTo(Math.exp(-0.05 - 0.5 * 19.9 * 0.25), 12)
  })
})

describe('cosineSchedule', () => {
  test('is that of the paper', () => {
    const f = (t: number) => Math.cos(((t + 0.008) / 1.008) * (Math.PI / 2)) ** 2
    expect(cosineSchedule()(0.3)).toBeCloseTo(f(0.3) / f(0), 12)
    expect(cosineSchedule({ offset: 0 })(0.5)).toBeCloseTo(0.5, 12)
    expect(cosineSchedule()(1)).toBeLessThan(1e-20)
  })
})

describe('sigmoidSchedule', () => {
  test('is symmetric, and steeper with a lower temperature', () => {
    const schedule = sigmoidSchedule()
    expect(schedule(0.5)).toBeCloseTo(0.5, 12)
    expect(schedule(0.2) + schedule(0.8)).toBeCloseTo(1, 12)
    expect(sigmoidSchedule({ tau: 0.3 })(0.4)).toBeGreaterThan(schedule(0.4))
    expect(schedule(1)).toBe(0)
  })
})

describe('shifted', () => {
  test.each([0.25, 0.5, 2])('moves the log signal-to-noise ratio by 2 ln %s', (factor) => {
    const base = cosineSchedule()
    for (const t of [0.1, 0.4, 0.7, 0.99])
      expect(logSnr(shifted(base, factor)(t))).toBeCloseTo(
        logSnr(base(t)) + 2 * Math.log(factor),
        9,
      )
  })

  test('takes a plain function', () => {
    const schedule = shifted((t) => 1 - t, 0.5)
    expect(schedule(0.5)).toBeCloseTo(0.2, 12)
    expect(schedule.config).toEqual({ type: 'shifted', schedule: { type: 'custom' }, factor: 0.5 })
  })
})

test.each([linearSchedule(), cosineSchedule(), sigmoidSchedule(), shifted(cosineSchedule(), 2)])(
  'a time out of range is refused, %#',
  (schedule) => {
    for (const t of [-0.1, 1.1, NaN])
      expect(() => schedule(t)).toThrow(`[@spad/scheduler] \`t\` is ${t}: it must be from 0 to 1.`)
  },
)

test.each([
  [() => linearSchedule({ betaMin: -1 }), '`betaMin` is -1: it must be a number of at least 0.'],
  [() => linearSchedule({ betaMax: 0 }), '`betaMax` is 0: it must be a number above 0.1.'],
  [() => cosineSchedule({ offset: -1 }), '`offset` is -1: it must be a number of at least 0.'],
  [() => sigmoidSchedule({ end: -4 }), '`end` is -4: it must be a number above -3.'],
  [() => sigmoidSchedule({ tau: 0 }), '`tau` is 0: it must be a number above 0.'],
  [() => shifted((t) => t, 0), '`factor` is 0: it must be a number above 0.'],
])('an option out of range is refused', (make, message) => {
  expect(make).toThrow(`[@spad/scheduler] ${message}`)
})

test('timesteps fall evenly from 1 to 0', () => {
  expect(timesteps(1)).toEqual([1, 0])
  expect(timesteps(4)).toEqual([1, 0.75, 0.5, 0.25, 0])
  for (const steps of [0, 1.5, NaN])
    expect(() => timesteps(steps)).toThrow(
      `[@spad/scheduler] \`steps\` is ${steps}: it must be an integer of at least 1.`,
    )
})
