import type { Measured, ProgressSchedule } from '../contracts/progress-schedule.js'
import { check, checkSame, type Test } from './check.js'

export interface ProgressScheduleTestOptions {
  /**
   * Names whose intensity must be 0 at the end of training, so that the network has seen what it
   * will see at inference.
   * @default []
   */
  readonly endsAtZero?: readonly string[]
}

const grid = Array.from({ length: 101 }, (_, i) => i / 100)
const measurements: (Measured | undefined)[] = [
  undefined,
  { dice: 0, interior: 0, boundary: 0 },
  { dice: 0.5, interior: 0.6, boundary: 0.4 },
  { dice: 1, interior: 1, boundary: 1 },
]

/**
 * The contract of a {@link ProgressSchedule}, one test per rule.
 *
 * @param test `test` of your test runner.
 * @param name What the tests are called.
 * @param make Returns the schedule, or a promise of it.
 */
export function testProgressSchedule(
  test: Test,
  name: string,
  make: () => ProgressSchedule | Promise<ProgressSchedule>,
  { endsAtZero = [] }: ProgressScheduleTestOptions = {},
): void {
  test(`${name}: every intensity is finite and not negative`, async () => {
    const schedule = await make()
    for (const measured of measurements)
      for (const progress of grid)
        for (const [key, value] of Object.entries(schedule(progress, measured)))
          check(
            value >= 0 && value < Infinity,
            `\`${key}\` is ${value} at progress ${progress}: it must be at least 0 and finite`,
          )
  })

  test(`${name}: the names are the same all the time`, async () => {
    const schedule = await make()
    const names = Object.keys(schedule(0)).sort()
    for (const measured of measurements)
      for (const progress of grid)
        checkSame(
          Object.keys(schedule(progress, measured)).sort(),
          names,
          `the list of names at progress ${progress}`,
        )
  })

  test(`${name}: a pure function`, async () => {
    const schedule = await make()
    for (const measured of measurements) {
      const forwards = grid.map((progress) => schedule(progress, measured))
      const backwards = [...grid].reverse().map((progress) => schedule(progress, measured))
      checkSame(backwards.reverse(), forwards, 'a second reading in another order')
    }
  })

  for (const key of endsAtZero)
    test(`${name}: ${key} ends at zero`, async () => {
      const schedule = await make()
      for (const measured of measurements)
        checkSame(schedule(1, measured)[key], 0, `\`${key}\` at progress 1`)
    })
}
