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
    await inProcess(soak, () => segment(own, '--backend', 'wasm'))
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
        await throughBroker(soak, engine, broker, () =>
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
 * @param {import('./soak.mjs').Soak} soak @param {() => ReturnType<typeof startSpad>} start
 */
async function inProcess({ random, times, check, tell }, start) {
  let left = times(10, 3)
  let kills = 0
  for (;;) {
    const { child, ended } = start()
    if (left-- > 0) {
      await Promise.race([wait(1500 + random.integer(2500)), ended])
      if (child.kill('SIGKILL')) kills++
    }
    const { status, text } = await ended
    if (status === null) continue
    check(status === 0, `in-process ended with ${status}: ${text}`)
    break
  }
  tell(`in-process: ${kills} kills`)
}

/**
 * Workers that are killed at random and followed by others, and a broker that is killed in the middle.
 *
 * @param {import('./soak.mjs').Soak} soak @param {string} engine
 * @param {import('./brokers.mjs').Broker} broker @param {() => ReturnType<typeof startSpad>} start
 */
async function throughBroker({ random, times, check, tell }, engine, broker, start) {
  const begun = performance.now()
  const asked = start()
  let over = false
  void asked.ended.then(() => (over = true))
  const work = () =>
    startSpad('work', '--queue', broker.url, '--backend', 'wasm', '--lease', '3', '--children', '1')
  const workers = Array.from({ length: WORKERS }, work)
  const wanted = times(20, 5)
  let kills = 0
  while (!over && kills < wanted) {
    await Promise.race([wait(2000 + random.integer(4000)), asked.ended])
    if (over) break
    const victim = random.integer(WORKERS)
    workers[victim]?.child.kill('SIGKILL')
    workers[victim] = work()
    kills++
    if (kills === Math.ceil(wanted / 2)) await broker.restart()
  }
  const { status, text } = await asked.ended
  check(status === 0, `${engine}: it ended with ${status}: ${text}`)
  for (const { child } of workers) child.kill('SIGTERM')
  for (const { ended } of workers) await ended
  tell(`${engine}: ${kills} workers killed, ${Math.round((performance.now() - begun) / 1000)} s`)
}

/** Results by name. @param {string} folder */
async function contentOf(folder) {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.png'))
  return new Map(names.map((name) => [name, readFileSync(join(folder, name))]))
}
