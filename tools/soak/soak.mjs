// @ts-check
// Tries to break what must not break, and counts: `npm run soak`, in short `npm run soak -- --short`, one part
// alone `npm run soak -- --only kills`. The last line is `N passed, N failed`; the status is 1 if anything failed.
import process from 'node:process'
import { parseArgs } from 'node:util'
import { createRandom } from '@spad/core'
import { kills } from './kills.mjs'
import { leaks } from './leaks.mjs'
import { mutations } from './mutations.mjs'
import { twoWriters } from './two-writers.mjs'

/**
 * What a part is given: `times` gives the number of rounds, in full or in short; `check` counts one.
 *
 * @typedef {{
 *   random: import('@spad/core').Random,
 *   times: (full: number, short: number) => number,
 *   check: (good: boolean, what: string) => void,
 * }} Soak
 */

/** @type {Record<string, (soak: Soak) => Promise<void>>} */
const parts = { mutations, leaks, twoWriters, kills }

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string' },
    seed: { type: 'string', default: '0' },
  },
})
if (values.only !== undefined && !Object.hasOwn(parts, values.only)) {
  process.stderr.write(
    `soak: --only is ${values.only}: there are ${Object.keys(parts).join(', ')}.\n`,
  )
  process.exit(2)
}

let passed = 0
let failed = 0
const random = createRandom(Number(values.seed))
for (const [name, run] of Object.entries(parts)) {
  if (values.only !== undefined && values.only !== name) continue
  const before = { passed, failed, at: performance.now() }
  await run({
    random: random.fork(name),
    times: (full, short) => (values.short ? short : full),
    check(good, what) {
      if (good) passed++
      else {
        failed++
        process.stderr.write(`${name}: ${what}\n`)
      }
    },
  })
  const seconds = ((performance.now() - before.at) / 1000).toFixed(0)
  process.stdout.write(
    `${name}: ${passed - before.passed} passed, ${failed - before.failed} failed (${seconds} s)\n`,
  )
}
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exitCode = failed > 0 ? 1 : 0
