// @ts-check
// A training on a disk without room says so once; with room it goes on to the right bytes.
import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeData } from './phantoms.mjs'
import { startSpad } from './spad.mjs'
import { orResumed, saidOnce, trainingOf, weightsOf } from './training.mjs'

const STEPS = 11

/** @param {import('./soak.mjs').Soak} soak */
export async function fullDisk({ random, times, check, skip }) {
  const dir = await mkdtemp(join(tmpdir(), 'spad-soak-'))
  const data = join(dir, 'data')
  const disk = join(dir, 'disk')
  await mkdir(disk)
  try {
    const mounted = run('mount', '-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk)
    if (mounted !== '') return void skip(`a tmpfs cannot be mounted: ${mounted}`)
    await writeData(data, 10)
    const whole = join(disk, 'whole')
    await startSpad(...trainingOf(data, whole, STEPS)).ended
    const right = await weightsOf(whole)
    await rm(whole, { recursive: true })
    let full = 0
    for (let round = 0; round < times(21, 3); round++) {
      const size = 24 + random.integer(700)
      run('mount', '-o', `remount,size=${size}k`, disk)
      const out = join(disk, 'run')
      const { status, text } = await startSpad(...trainingOf(data, out, STEPS)).ended
      if (status !== 0) full++
      check(
        status === 0 || (status === 2 && saidOnce(text)),
        `${size} kB: it ended with ${status}: ${text}`,
      )
      run('mount', '-o', 'remount,size=64m', disk)
      if (status !== 0) {
        const again = await startSpad(...orResumed(data, out, STEPS)).ended
        check(
          again.status === 0,
          `${size} kB: with room, it ended with ${again.status}: ${again.text}`,
        )
      }
      check((await weightsOf(out).catch(String)) === right, `${size} kB: other weights in the end`)
      await rm(out, { recursive: true, force: true })
    }
    check(full > 0, 'no disk was full: the sizes are too large')
  } finally {
    run('umount', disk)
    await rm(dir, { recursive: true, force: true })
  }
}

/** @param {string} command @param {string[]} argv @returns {string} what went wrong, if anything */
function run(command, ...argv) {
  const { status, stderr, error } = spawnSync(command, argv, { encoding: 'utf8' })
  return status === 0 ? '' : (error?.message ?? stderr.trim())
}
