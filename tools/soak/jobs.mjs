// @ts-check
// Jobs on each engine, whose workers are killed at random and whose broker is: none is lost, and all results are the
// bytes of one process that nobody killed.
import { chmodSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { brokers } from './brokers.mjs'
import { writeData } from './phantoms.mjs'
import { startSpad } from './spad.mjs'

/** Workers at a time. */
const WORKERS = 2

/** @param {import('./soak.mjs').Soak} soak */
export async function jobs(soak) {
  const { times, check, skip, tell } = soak
  const dir = await mkdtemp(join(tmpdir(), 'spad-soak-'))
  chmodSync(dir, 0o755) // PostgreSQL's own account has a folder in it
  try {
    const count = times(200, 50)
    await writeData(join(dir, 'data'), count)
    const segment = (/** @type {string} */ out, /** @type {string[]} */ ...more) =>
      startSpad(
        ...['segment', '--model', 'oct-fluid', '--outputs', 'all', '--out', out],
        ...[...more, join(dir, 'data', 'images')],
      )
    const whole = await segment(join(dir, 'whole'), '--backend', 'wasm').ended
    check(whole.status === 0, `without a kill it ended with ${whole.status}: ${whole.text}`)
    const right = await contentOf(join(dir, 'whole'))
    check(right.size === 4 * count, `without a kill there are ${right.size} files`)
    /** @type {(engine: string, out: string) => Promise<void>} */
    const compare = async (engine, out) => {
      const found = await contentOf(out)
      const same = [...right].filter(([name, bytes]) => found.get(name)?.equals(bytes)).length
      check(
        same === right.size && found.size === right.size,
        `${engine}: ${same} of ${right.size} files are right, ${found.size} are there`,
      )
    }
    const own = join(dir, 'in-process')
    await inProcess(soak, { count, out: own }, () => segment(own, '--backend', 'wasm'))
    await compare('in-process', own)
    /** @type {string[]} */
    const left = []
    for (const [engine, offer] of Object.entries(brokers())) {
      if (typeof offer === 'string') {
        left.push(`${engine}: ${offer}`)
        continue
      }
      const out = join(dir, engine)
      const broker = await offer(dir)
      try {
        await throughBroker(soak, { engine, count, out }, broker, () =>
          segment(out, '--queue', broker.url, '--chunk', '1'),
        )
      } finally {
        await broker.stop()
      }
      await compare(engine, out)
    }
    if (left.length > 0) {
      tell(`left out: ${left.join('; ')}`)
      skip(left.join('; '))
    }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/**
 * One process that is killed and begun again until it is through.
 *
 * @param {import('./soak.mjs').Soak} soak @param {{ count: number, out: string }} work
 * @param {() => ReturnType<typeof startSpad>} start
 */
async function inProcess({ random, times, check, tell }, { count, out }, start) {
  const wanted = times(20, 5)
  let kills = 0
  for (;;) {
    const { child, ended } = start()
    const share = (count * (kills + random.uniform())) / (wanted + 1)
    if (kills < wanted && (await untilThere(out, share, ended)) && child.kill('SIGKILL')) kills++
    const { status, text } = await ended
    if (status === null) continue
    check(status === 0, `in-process ended with ${status}: ${text}`)
    break
  }
  check(kills === wanted, `in-process: only ${kills} of ${wanted} kills`)
  tell(`in-process: ${count} jobs, ${kills} kills`)
}

/**
 * Workers that are killed at random and followed by others, and a broker that is killed in the middle.
 *
 * @param {import('./soak.mjs').Soak} soak @param {{ engine: string, count: number, out: string }} what
 * @param {import('./brokers.mjs').Broker} broker @param {() => ReturnType<typeof startSpad>} start
 */
async function throughBroker(soak, { engine, count, out }, broker, start) {
  const { random, times, check, tell } = soak
  const begun = performance.now()
  const asked = start()
  /** @type {Set<unknown>} */
  const toldToEnd = new Set()
  const work = () => {
    const words = ['--queue', broker.url, '--backend', 'wasm', '--lease', '3', '--children', '1']
    const worker = startSpad('work', ...words)
    void worker.ended.then(({ status, text }) => {
      if (toldToEnd.has(worker)) return
      check(false, `${engine}: a worker ended by itself with ${status}: ${text}`)
      // nobody would do the rest
      asked.child.kill('SIGKILL')
    })
    return worker
  }
  const workers = Array.from({ length: WORKERS }, work)
  const wanted = times(20, 5)
  let kills = 0
  let restarts = 0
  // each at its share of the results, so that all of them come while there is work
  while (kills < wanted) {
    const share = (count * (kills + random.uniform())) / (wanted + 1)
    if (!(await untilThere(out, share, asked.ended))) break
    const victim = random.integer(WORKERS)
    toldToEnd.add(workers[victim])
    workers[victim]?.child.kill('SIGKILL')
    workers[victim] = work()
    if (++kills !== Math.ceil(wanted / 2)) continue
    await broker.restart()
    restarts++
  }
  const { status, text } = await asked.ended
  check(status === 0, `${engine}: it ended with ${status}: ${text}`)
  for (const worker of workers) {
    toldToEnd.add(worker)
    worker.child.kill('SIGTERM')
  }
  for (const { ended } of workers) await ended
  check(kills === wanted, `${engine}: only ${kills} of ${wanted} workers could be killed`)
  const seconds = Math.round((performance.now() - begun) / 1000)
  tell(
    `${engine}: ${count} jobs, ${kills} workers killed, ${restarts} restart of the broker, ${seconds} s`,
  )
}

/**
 * Waits for so many results; false if the work is over before.
 *
 * @param {string} out @param {number} number @param {Promise<unknown>} ended
 */
async function untilThere(out, number, ended) {
  let over = false
  void ended.then(() => (over = true))
  while (!over) {
    const names = await readdir(out).catch(() => [])
    if (names.filter((name) => name.endsWith('_labels.png')).length >= number) return true
    await wait(20)
  }
  return false
}

/** Results by name. @param {string} folder */
async function contentOf(folder) {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.png'))
  return new Map(names.map((name) => [name, readFileSync(join(folder, name))]))
}
