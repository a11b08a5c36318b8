// @ts-check
// A training that is killed at each of its renames, fsyncs and writes ends, resumed, with the right bytes.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeData } from './phantoms.mjs'
import { startFaulty, startSpad } from './spad.mjs'
import { orResumed, trainingOf, weightsOf } from './training.mjs'

const STEPS = 11

/** @param {import('./soak.mjs').Soak} soak */
export async function killPoints({ times, check, tell }) {
  const dir = await mkdtemp(join(tmpdir(), 'spad-soak-'))
  const data = join(dir, 'data')
  try {
    await writeData(data, 10)
    const whole = join(dir, 'whole')
    const count = join(dir, 'count')
    const first = await startFaulty({ count }, ...trainingOf(data, whole, STEPS)).ended
    check(first.status === 0, `without a kill it ended with ${first.status}: ${first.text}`)
    const right = await weightsOf(whole)
    const operations = Number(await readFile(count, 'utf8'))
    tell(`${operations} renames, fsyncs and writes`)
    const every = times(1, Math.ceil(operations / 4))
    for (let at = 1; at <= operations; at += every) {
      const out = join(dir, `run-${at}`)
      const killed = await startFaulty({ at, kill: true }, ...trainingOf(data, out, STEPS)).ended
      check(
        killed.status === null,
        `operation ${at} was to kill it, it ended with ${killed.status}`,
      )
      const { status, text } = await startSpad(...orResumed(data, out, STEPS)).ended
      check(status === 0, `killed at operation ${at} and resumed, it ended with ${status}: ${text}`)
      const found = await weightsOf(out).catch(String)
      check(found === right, `killed at operation ${at}, it has other weights in the end`)
      await rm(out, { recursive: true, force: true })
    }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}
