// @ts-check
// A training that is killed, again and again, ends with the bytes of one that was not.
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { writeData } from './phantoms.mjs'
import { startSpad } from './spad.mjs'
import { trainingOf, weightsOf } from './training.mjs'

/** Milliseconds from the start of a process until its first step, about; kills come from then on, mostly. */
const START = 700

/** @param {import('./soak.mjs').Soak} soak */
export async function kills({ random, times, check, tell }) {
  const dir = await mkdtemp(join(tmpdir(), 'spad-soak-'))
  try {
    await writeData(join(dir, 'data'), 10)
    const whole = join(dir, 'whole')
    const first = await train(dir, whole).ended
    check(
      first.status === 0,
      `the training without a kill ended with ${first.status}: ${first.text}`,
    )
    const right = await weightsOf(whole)
    const asked = times(200, 8)
    let left = asked
    let run = 0
    for (; left > 0; run++) {
      const out = join(dir, `run-${run}`)
      let begun = false
      for (let tries = 0; ; tries++) {
        const { child, ended } = train(dir, out, ...(begun ? ['--resume'] : []))
        const spared = tries >= 6 || left === 0
        if (!spared) {
          await Promise.race([wait(START + random.integer(1500)), ended])
          if (child.kill('SIGKILL')) left--
        }
        const { status, text } = await ended
        begun = existsSync(join(out, 'config.yaml'))
        if (status === 0) break
        if (status !== null) {
          check(false, `resumed after a kill, it ended with ${status}: ${text}`)
          break
        }
      }
      const found = await weightsOf(out).catch(String)
      check(found === right, `run ${run} has other weights than the one that was not killed`)
    }
    tell(`${asked} kills in ${run} trainings`)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/** @param {string} dir @param {string} out @param {string[]} more */
function train(dir, out, ...more) {
  return more.includes('--resume')
    ? startSpad('train', '--out', out, '--resume')
    : startSpad(...trainingOf(join(dir, 'data'), out, 60))
}
