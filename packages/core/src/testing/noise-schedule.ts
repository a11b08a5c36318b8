import type { NoiseSchedule } from '../contracts/noise-schedule.js'
import { check, type Test } from './check.js'

export interface NoiseScheduleTestOptions {
  /**
   * How much signal may be left at `t = 1`.
   * @default 0.01
   */
  readonly rest?: number
}

const grid = Array.from({ length: 1001 }, (_, i) => i / 1000)

/**
 * The contract of a {@link NoiseSchedule}, one test per rule.
 *
 * @param test `test` of your test runner.
 * @param name What the tests are called.
 * @param make Returns the schedule, or a promise of it.
 */
export function testNoiseSchedule(
  test: Test,
  name: string,
  make: () => NoiseSchedule | Promise<NoiseSchedule>,
  { rest = 0.01 }: NoiseScheduleTestOptions = {},
): void {
  test(`${name}: from all signal at 0 to (nearly) none at 1`, async () => {
    const schedule = await make()
    check(schedule(0) === 1, `ᾱ(0) is ${schedule(0)}: it must be 1`)
    check(schedule(1) <= rest, `ᾱ(1) is ${schedule(1)}: it must be at most ${rest}`)
  })

  test(`${name}: falls all the way and stays from 0 to 1`, async () => {
    const schedule = await make()
    let before = Infinity
    for (const t of grid) {
      const value = schedule(t)
      check(value >= 0 && value <= 1, `ᾱ(${t}) is ${value}: it must be from 0 to 1`)
      check(value < before, `ᾱ(${t}) is ${value}: it must be below ${before}`)
      before = value
    }
  })

  test(`${name}: a pure function`, async () => {
    const schedule = await make()
    const first = grid.map((t) => schedule(t))
    const again = [...grid].reverse().map((t) => schedule(t))
    const same = again.reverse().every((value, i) => value === first[i])
    check(same, 'ᾱ(t) differs at the second reading: it may depend on t alone')
  })
}
