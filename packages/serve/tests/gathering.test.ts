import { expect, it } from 'vitest'
import { gathering } from '../src/children/gathering.js'

const [one, other] = [{}, {}]

it('waits a sixth of the time of the last batch for as many questions again', () => {
  let now = 1000
  const gather = gathering(() => now)
  gather.answered(one, 8, 60)
  expect(gather.delay(one, 3)).toBe(10)
  expect(gather.delay(one, 8)).toBe(0)
  now += 4
  expect(gather.delay(one, 3)).toBe(6)
  now += 100
  expect(gather.delay(one, 3)).toBe(0)
})

it('waits for nobody where a child has just begun, or answered one question alone', () => {
  const gather = gathering(() => 0)
  expect(gather.delay(other, 1)).toBe(0)
  gather.answered(other, 1, 600)
  expect(gather.delay(other, 0)).toBe(0)
})
