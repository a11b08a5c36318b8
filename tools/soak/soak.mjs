// @ts-check
/**
 * Tries to break what must not break, and counts.
 *
 *   npm run soak                     everything in full: hours on one core
 *   npm run soak -- --short          a little of everything: minutes
 *   npm run soak -- --only kills     one part
 *   npm run soak -- --only mutations --reader dicom,mask   readers whose name holds one of these texts
 *   npm run soak -- --seed 7         other damage, other moments; the same seed does the same again
 *
 * | Part | What is tried | What must hold |
 * |---|---|---|
 * | mutations | 10,000 damaged files for each reader, in this process | read or refused by an error of ours, within 5 s of work, memory bounded, nothing whose checksum is wrong is read |
 * | bombs | files that unpack to gigabytes or claim to | the same |
 * | leaks | 3,000 steps, 1,000 segmentations | no tensor, no memory left behind |
 * | twoWriters | two trainings into one folder | one works, the other says who does (2) |
 * | killPoints | a kill at every rename, fsync and write of a training | resumed, it ends with the bytes of one that was not killed |
 * | kills | 200 kills at random | the same |
 * | jobs | 200 jobs (50 in short) on each engine here, workers and broker killed (an engine that is not here is left out) | none is lost, results are the bytes of one process |
 * | folds | a cross-validation on each engine here, workers killed in mid-training, the broker too | weights and scores are the bytes of one process |
 * | faults | EIO, ENOSPC, EACCES at renames, fsyncs and writes | one message, status 2; resumed as above |
 * | fullDisk | a disk without room (a tmpfs: root only, elsewhere skipped) | the same |
 * | hostile | names that are scripts, in Chromium (skipped without one) | nothing runs, no cell is a formula, no control bytes |
 * | hostilePage | models that want to harm the demo application that opens them, in Chromium | nothing runs or is fetched elsewhere; a mask, or an error of ours within 30 s |
 *
 * The end is a table of counts; the status is 1 if anything failed.
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { createRandom } from '@spad/core'
import { bombs } from './bombs.mjs'
import { faults } from './faults.mjs'
import { folds } from './folds.mjs'
import { fullDisk } from './full-disk.mjs'
import { hostile } from './hostile.mjs'
import { hostilePage } from './hostile-models.mjs'
import { jobs } from './jobs.mjs'
import { killPoints } from './kill-points.mjs'
import { kills } from './kills.mjs'
import { leaks } from './leaks.mjs'
import { mutations } from './mutations.mjs'
import { tableOf } from './table.mjs'
import { twoWriters } from './two-writers.mjs'

/**
 * What a part is given: `times` gives the number of rounds, in full or in short; `check` counts one,
 * `tell` says something on the way, `skip` why nothing was tried, `matches` whether a reader is asked for.
 *
 * @typedef {{
 *   random: import('@spad/core').Random,
 *   times: (full: number, short: number) => number,
 *   check: (good: boolean, what: string) => void,
 *   tell: (what: string) => void,
 *   skip: (why: string) => void,
 *   matches: (reader: string) => boolean,
 * }} Soak
 */

/** @type {Record<string, (soak: Soak) => Promise<void>>} */
const parts = {
  ...{ mutations, bombs, leaks, twoWriters },
  ...{ killPoints, kills, jobs, folds, faults, fullDisk, hostile, hostilePage },
}

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string' },
    reader: { type: 'string', default: '' },
    seed: { type: 'string', default: '0' },
  },
})
if (values.only !== undefined && !Object.hasOwn(parts, values.only)) {
  process.stderr.write(
    `soak: --only is ${values.only}: there are ${Object.keys(parts).join(', ')}.\n`,
  )
  process.exit(2)
}

const random = createRandom(Number(values.seed))
/** @type {import('./table.mjs').Row[]} */
const rows = []
for (const [name, run] of Object.entries(parts)) {
  if (values.only !== undefined && values.only !== name) continue
  const row = { name, passed: 0, failed: 0, seconds: 0, skipped: '' }
  const start = performance.now()
  await run({
    random: random.fork(name),
    times: (full, short) => (values.short ? short : full),
    check(good, what) {
      if (good) row.passed++
      else {
        row.failed++
        process.stderr.write(`${name}: ${what}\n`)
      }
    },
    tell: (what) => void process.stdout.write(`${name}: ${what}\n`),
    skip: (why) => (row.skipped = why),
    matches: (reader) => values.reader.split(',').some((text) => reader.includes(text)),
  })
  row.seconds = Math.round((performance.now() - start) / 1000)
  rows.push(row)
  process.stdout.write(`${name}: ${row.passed} passed, ${row.failed} failed (${row.seconds} s)\n`)
}
process.stdout.write(tableOf(rows))
process.exitCode = rows.some(({ failed }) => failed > 0) ? 1 : 0
