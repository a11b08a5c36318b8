import { expect, it } from 'vitest'
import { patientLine } from '../../src/cli/patient-line.js'

/** What stands on the screen after `done` cases of 4. */
function shown(patience: number, ...done: number[]): string {
  let text = ''
  const err = (more: string): void => void (text += more)
  const line = patientLine({ out: err, err, interactive: false, env: {} }, 4, 'checking', patience)
  for (const count of done) line.update(count, `case-${count}`)
  line.stop()
  line.update(4, 'late')
  return text
}

it('says nothing of what is soon over', () => {
  expect(shown(60_000, 1, 2, 3, 4)).toBe('')
})

it('tells how far long work is', () => {
  expect(shown(0, 2, 3, 4)).toMatch(
    /^checking: 2\/4, .* left, case-2\n.*\nchecking: 4\/4, case-4\n$/,
  )
})
