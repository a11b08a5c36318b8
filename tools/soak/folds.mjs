// @ts-check
// Folds on each engine, whose workers are killed in mid-training: all end with the bytes of one process that nobody
// killed.
import { chmodSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { brokers } from './brokers.mjs'
import { writeData } from './phantoms.mjs'
import { startSpad } from './spad.mjs'
import { weightsOf } from './training.mjs'

const WORKERS = 2
const STEPS = 60

/** @param {import('./soak.mjs').Soak} soak */
export async function folds({ random, times, check, tell, skip }) {
  const dir = await mkdtemp(join(tmpdir(), 'spad-soak-'))
  chmodSync(dir, 0o755) // PostgreSQL's own account has a folder in it
  try {
    await writeData(join(dir, 'data'), 12)
    const runs = Array.from({ length: times(5, 2) }, (_, i) => `fold-${i + 1}`)
    const validate = (/** @type {string} */ out, /** @type {string[]} */ ...more) =>
      startSpad(...validationOf(join(dir, 'data'), out, runs.length), ...more)
    const whole = await validate(join(dir, 'whole'), '--backend', 'wasm').ended
    check(whole.status === 0, `without a kill it ended with ${whole.status}: ${whole.text}`)
    const right = await resultsOf(join(dir, 'whole'), runs)
    const left = []
    for (const [engine, offer] of Object.entries(brokers())) {
      if (typeof offer === 'string') {
        left.push(`${engine}: ${offer}`)
        continue
      }
      const out = join(dir, engine)
      const broker = await offer(dir)
      try {
        const asked = validate(out, '--queue', broker.url)
        const words = ['--queue', broker.url, '--backend', 'wasm', '--lease', '3']
        const workers = Array.from({ length: WORKERS }, () => startSpad('work', ...words))
        const wanted = times(15, 3)
        let kills = 0
        while (kills < wanted) {
          const share = (runs.length * STEPS * (kills + random.uniform())) / (wanted + 1)
          if (!(await untilDone(out, runs, share, asked.ended))) break
          const victim = random.integer(WORKERS)
          workers[victim]?.child.kill('SIGKILL')
          workers[victim] = startSpad('work', ...words)
          if (++kills === Math.ceil(wanted / 2)) await broker.restart()
        }
        const { status, text } = await asked.ended
        check(status === 0, `${engine}: it ended with ${status}: ${text}`)
        for (const { child } of workers) child.kill('SIGTERM')
        for (const { ended } of workers) await ended
        tell(`${engine}: ${runs.length} folds, ${kills} workers killed, broker restarted`)
      } finally {
        await broker.stop()
      }
      const found = await resultsOf(out, runs).catch(String)
      check(found === right, `${engine}: weights or scores are not those without a kill`)
    }
    if (left.length > 0) skip(left.join('; '))
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/** @param {string} data @param {string} out @param {number} count */
function validationOf(data, out, count) {
  const size = ['--preset', 'tiny', '--size', '16', '--batch', '2', '--steps', String(STEPS)]
  const settings = ['report=false', 'checkpointEvery=3', 'validate.every=20', 'logEvery=1']
  const set = settings.flatMap((one) => ['--set', one])
  return [
    ...['cross-validate', '--data', data, '--out', out, '--folds', String(count)],
    ...[...size, ...set],
  ]
}

/** Waits for so many steps of all runs; false if the work is over before. @param {string} out @param {string[]} runs @param {number} steps @param {Promise<unknown>} ended */
async function untilDone(out, runs, steps, ended) {
  let over = false
  void ended.then(() => (over = true))
  while (!over) {
    const each = await Promise.all(runs.map((run) => stepOf(join(out, run, 'metrics.jsonl'))))
    if (each.reduce((sum, step) => sum + step, 0) >= steps) return true
    await wait(20)
  }
  return false
}

/** The last step that a run has noted. @param {string} file */
async function stepOf(file) {
  const text = await readFile(file, 'utf8').catch(() => '')
  return Number(
    text
      .match(/"step":(\d+)/g)
      ?.at(-1)
      ?.slice(7) ?? 0,
  )
}

/** Weights of all runs and of their ensemble, and the scores. @param {string} out @param {string[]} runs */
async function resultsOf(out, runs) {
  const weights = await Promise.all(runs.map((run) => weightsOf(join(out, run))))
  return [...weights, await weightsOf(out), await readFile(join(out, 'scores.json'), 'utf8')].join(
    '\n',
  )
}
