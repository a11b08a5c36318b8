import type { LearningRateSchedule } from '../training/learning-rate.js'
import { check, type Test } from './check.js'

const grid = Array.from({ length: 1001 }, (_, i) => i / 1000)

/**
 * The contract of a {@link LearningRateSchedule}, one test per rule.
 *
 * @param test `test` of your test runner.
 * @param name What the tests are called.
 * @param make Returns the schedule, or a promise of it.
 */
export function testLearningRate(
  test: Test,
  name: string,
  make: () => LearningRateSchedule | Promise<LearningRateSchedule>,
): void {
  test(`${name}: finite, never negative, and not always 0`, async () => {
    const schedule = await make()
    for (const progress of grid) {
      const rate = schedule(progress)
      check(
        rate >= 0 && rate < Infinity,
        `the rate is ${rate} at progress ${progress}: it must be at least 0 and finite`,
      )
    }
    check(
      grid.some((progress) => schedule(progress) > 0),
      'the rate is 0 all the time: nothing is learnt',
    )
  })

  test(`${name}: a pure function`, async () => {
    const schedule = await make()
    const first = grid.map((progress) => schedule(progress))
    const again = [...grid].reverse().map((progress) => schedule(progress))
    const same = again.reverse().every((rate, i) => rate === first[i])
    check(same, 'the rate differs at the second reading: it may depend on progress alone')
  })
}
