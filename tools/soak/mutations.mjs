// @ts-check
// Damaged files: each reader answers, or refuses with an error of ours, in bounded time and memory, and
// takes nothing whose own checksum says otherwise.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { SpadError } from '@spad/core'
import { useBackend } from '@spad/node'
import { byteReaders } from './byte-readers.mjs'
import { fileReaders } from './file-readers.mjs'
import { modelReaders } from './model-readers.mjs'
import { mutate } from './mutate.mjs'
import { startWatchdog } from './watchdog.mjs'
import { workingTime } from './working-time.mjs'

/** Milliseconds of work that a reader may take, and MiB that all its rounds may leave behind. */
const PATIENCE = 5000
const ROOM = 600

/**
 * @typedef {object} Reader
 * @property {Uint8Array} bytes a file that is whole
 * @property {(bytes: Uint8Array<ArrayBuffer>) => unknown} read
 * @property {(bytes: Uint8Array) => boolean} [sound] whether the checksums in a file are right
 */

/** @param {import('./soak.mjs').Soak} soak */
export async function mutations(soak) {
  await useBackend('cpu')
  const dir = await mkdtemp(join(tmpdir(), 'spad-soak-'))
  const watchdog = startWatchdog()
  try {
    const readers = {
      ...(await byteReaders()),
      ...(await modelReaders()),
      ...(await fileReaders(dir)),
    }
    for (const [name, reader] of Object.entries(readers))
      if (soak.matches(name)) await attack(name, reader, soak, watchdog)
  } finally {
    await watchdog.stop()
    await rm(dir, { recursive: true, force: true })
  }
}

/** @param {string} name @param {Reader} reader @param {import('./soak.mjs').Soak} soak @param {ReturnType<typeof startWatchdog>} watchdog */
async function attack(
  name,
  { bytes: given, read, sound },
  { random, times, check, tell },
  watchdog,
) {
  // a Buffer's slices would share its memory
  const bytes = new Uint8Array(given)
  const before = process.memoryUsage.rss()
  const count = { read: 0, refused: 0, slowest: 0, accepted: false }
  const rounds = times(10_000, 60)
  await read(bytes.slice())
  for (let round = 0; round < rounds; round++) {
    const broken = mutate(bytes, random.fork(name).fork(round))
    watchdog.begin(name, round)
    const worked = workingTime()
    const problem = await outcome(() => read(broken), count)
    const took = worked()
    count.slowest = Math.max(count.slowest, took)
    const wrong = problem ?? (took > PATIENCE ? `it took ${took.toFixed(0)} ms` : undefined)
    check(wrong === undefined, `${name}, round ${round}: ${wrong}`)
    if (count.accepted && sound)
      check(sound(broken), `${name}, round ${round}: read, though its checksum says otherwise`)
  }
  // what is shared with the next reader is left as it was
  await read(bytes.slice())
  const grown = (process.memoryUsage.rss() - before) / 2 ** 20
  check(grown < ROOM, `${name}: ${rounds} rounds grew the process by ${grown.toFixed(0)} MiB`)
  tell(
    `${name}: ${count.read} read, ${count.refused} refused, the slowest ${count.slowest.toFixed(0)} ms, ${grown.toFixed(0)} MiB`,
  )
}

/** @param {() => unknown} read @param {{ read: number, refused: number, accepted: boolean }} count */
async function outcome(read, count) {
  count.accepted = false
  try {
    await read()
    count.read++
    count.accepted = true
    return undefined
  } catch (error) {
    if (error instanceof SpadError) {
      count.refused++
      return undefined
    }
    return error instanceof Error
      ? (error.stack ?? error.message).split('\n').slice(0, 3).join(' ')
      : String(error)
  }
}
