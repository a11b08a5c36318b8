// @ts-check
// A training whose disk reports errors says so once, and loses nothing that was saved.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeData } from './phantoms.mjs'
import { startFaulty, startSpad } from './spad.mjs'
import { orResumed, saidOnce, trainingOf, weightsOf } from './training.mjs'

const STEPS = 11

/** @param {import('./soak.mjs').Soak} soak */
export async function faults({ times, check, tell }) {
  const dir = await mkdtemp(join(tmpdir(), 'spad-soak-'))
  const data = join(dir, 'data')
  try {
    await writeData(data, 10)
    for (const only of ['rename', 'fsync', 'write']) {
      const whole = join(dir, `whole-${only}`)
      const count = join(dir, `count-${only}`)
      await startFaulty({ count, only }, ...trainingOf(data, whole, STEPS)).ended
      const right = await weightsOf(whole)
      const operations = Number(await readFile(count, 'utf8'))
      const every = times(1, operations)
      let borne = 0
      for (let at = 1; at <= operations; at += every) {
        const code = ['EIO', 'ENOSPC', 'EACCES'][Math.floor(at / every) % 3] ?? 'EIO'
        const what = `${code} at ${only} ${at} of ${operations}`
        const out = join(dir, `run-${only}-${at}`)
        const faulty = startFaulty({ at, code, only }, ...trainingOf(data, out, STEPS))
        const { status, text } = await faulty.ended
        if (status === 0) borne++
        else check(status === 2 && saidOnce(text), `${what}: it ended with ${status}: ${text}`)
        const again =
          status === 0 ? undefined : await startSpad(...orResumed(data, out, STEPS)).ended
        check((again?.status ?? 0) === 0, `${what}: resumed, ${again?.status}: ${again?.text}`)
        const found = await weightsOf(out).catch(String)
        check(found === right, `${what}: it has other weights in the end`)
        await rm(out, { recursive: true, force: true })
      }
      tell(`${only}: ${operations} operations, ${borne} errors borne without an end`)
    }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}
