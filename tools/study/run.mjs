#!/usr/bin/env node
// @ts-check
/**
 * Trains and scores the runs of a plan, one JSON line each; what the file has already is not made again.
 *
 *   node tools/study/run.mjs --data DIR --out FILE.jsonl      the runs of the plan's `table`
 *   node tools/study/run.mjs --data DIR --out FILE.jsonl --screen   successive halving, on validation cases
 *   node tools/study/run.mjs --data DIR --work DIR --train          trains only, for a call without it to score
 *   node tools/study/run.mjs --data DIR --out FILE.jsonl --queue URL    others make them:
 *   node tools/study/run.mjs --data DIR --work DIR --queue URL --serve  such another, with the same plan and folders
 *   node tools/study/run.mjs --quick                          all of it on phantoms, in ten minutes
 *
 * Build first: npm run build. Native TensorFlow is advised: npx spad native install. See README.md.
 */
import { mkdirSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { fail } from '@spad/core'
import { told } from '../told.mjs'
import {
  currentCommit,
  describeMachine,
  findBackend,
  interruptChildren,
  runChild,
} from './environment.mjs'
import { readFlags } from './flags.mjs'
import { readPlan } from './plan.mjs'
import { makeLines, makeTrainings } from './runner.mjs'
import { screen } from './screen.mjs'
import { writeReport } from './report/write-report.mjs'
import { powerText } from './report/power-text.mjs'
import { readLines } from './lines.mjs'
import { linesByOthers } from './lines-by-others.mjs'
import { serveLines } from './serve-lines.mjs'
import { listUnits } from './units.mjs'

const here = dirname(fileURLToPath(import.meta.url))

await told('study', () => main(readFlags()))

/** @typedef {ReturnType<typeof import('./flags.mjs').readFlags>} Flags */

/** @param {Flags} flags */
async function main(flags) {
  const plan = await readPlan(flags.plan)
  const places = { data: flags.data, work: flags.work }
  mkdirSync(join(flags.work, 'data'), { recursive: true })
  if (flags.list) return await list(plan, flags, places)
  const setting = await settle(flags)
  if (flags.serve) return await serve(plan, places, setting)
  const goal = flags.train ? `models go to ${flags.work}` : `lines go to ${flags.out}`
  setting.say(`${setting.jobs} at a time on ${setting.environment.backend}; ${goal}\n`)
  /** @type {string[]} */
  const failures = []
  if (flags.screen || flags.quick) {
    const choice = choiceOf(plan, plan.screen ?? noScreen(flags), flags)
    failures.push(...(await screen(plan, choice, places, setting)).failures)
  }
  if (!flags.screen || flags.quick) {
    const split = flags.split ?? plan.table.split
    const choice = { ...choiceOf(plan, plan.table, flags), split }
    const units = await listUnits(plan, choice, places)
    const { failures: found } = flags.train
      ? await makeTrainings(units, setting)
      : await makeLines(
          units,
          setting,
          flags.queue === undefined
            ? undefined
            : (missing) => linesByOthers(missing, choice, setting),
        )
    failures.push(...found)
  }
  if (setting.stopping()) return 130
  if (flags.quick) await conclude(plan.baseline, flags)
  if (failures.length > 0) console.error(`${failures.length} failed:\n${failures.join('\n')}`)
  return failures.length > 0 ? 1 : 0
}

/** @param {import('./plan.mjs').Plan} plan @param {{ data?: string | undefined, work: string }} places @param {Awaited<ReturnType<typeof settle>>} setting */
async function serve(plan, places, setting) {
  setting.say(
    `${setting.jobs} at a time on ${setting.environment.backend}; Ctrl-C saves and ends\n`,
  )
  await serveLines(plan, places, setting, { signal: setting.signal })
  return 0
}

/** How runs are made here; Ctrl-C lets them save what they have. @param {Flags} flags */
async function settle(flags) {
  const backend = await findBackend(flags.backend ?? 'auto')
  const jobs = flags.jobs ?? (['native', 'wasm', 'cpu'].includes(backend.name) ? cpus().length : 1)
  const stopping = new AbortController()
  const stop = () => {
    stopping.abort()
    interruptChildren()
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  const spad = [
    '--import',
    join(here, 'companion.mjs'),
    join(here, '../../packages/node/bin/spad.js'),
  ]
  // for parts that look at more than a run's own folder
  /** @type {Record<string, string>} */
  const env = flags.data === undefined ? {} : { SPAD_STUDY_DATA: resolve(flags.data) }
  return {
    ...{ out: flags.out, work: flags.work, jobs, backend: backend.name },
    commit: currentCommit(),
    environment: describeMachine(backend, jobs),
    spad: (/** @type {string[]} */ argv) => runChild([...spad, ...argv], env),
    say: (/** @type {string} */ text) => void process.stdout.write(text),
    stopping: () => stopping.signal.aborted,
    signal: stopping.signal,
    ...(flags.queue !== undefined && { queue: flags.queue }),
  }
}

/** @param {string} baseline @param {Flags} flags */
async function conclude(baseline, flags) {
  const lines = readLines(flags.out).filter(({ split }) => split === 'test')
  const dir = join(flags.work, 'report')
  await writeReport(lines, { dir, baseline, title: 'Quick study on phantoms' })
  process.stdout.write(
    `${powerText(lines, { baseline, difference: 0.01, power: 0.8 })}\nReport: ${dir}\n`,
  )
}

/** @param {import('./plan.mjs').Plan} plan @param {Flags} flags @param {{ data?: string | undefined, work: string }} places */
async function list(plan, flags, places) {
  const split = flags.screen ? /** @type {const} */ ('val') : (flags.split ?? plan.table.split)
  const part = flags.screen ? (plan.screen ?? noScreen(flags)) : plan.table
  const units = await listUnits(plan, { ...choiceOf(plan, part, flags), split }, places)
  for (const { set, fold, variant, regime, seed, steps, training, config } of units)
    console.log(
      [set, fold, regime, variant, `seed ${seed}`, `${steps} steps`, training, config].join('\t'),
    )
  const trainings = new Set(units.map(({ training }) => training))
  console.log(`${units.length} lines from ${trainings.size} trainings`)
  return 0
}

/** What the flags leave of a part of the plan. @param {import('./plan.mjs').Plan} plan @param {any} part @param {Flags} flags */
function choiceOf(plan, part, flags) {
  const pick = (/** @type {'sets' | 'variants' | 'regimes'} */ kind) => {
    const known = Object.keys(plan[kind])
    const wanted = flags[kind] ?? part[kind] ?? known
    const stranger = wanted.find((/** @type {string} */ name) => !known.includes(name))
    if (stranger !== undefined)
      fail('study', `\`--${kind}\` names "${stranger}": the plan has ${known.join(', ')}.`)
    return wanted
  }
  return {
    sets: pick('sets'),
    variants: pick('variants'),
    regimes: pick('regimes'),
    seeds: flags.seeds ?? part.seeds,
  }
}

/** @param {Flags} flags @returns {never} */
function noScreen(flags) {
  return fail(
    'study',
    `\`--screen\` is given: ${flags.plan} has no \`screen\`. Add its seeds and rungs.`,
  )
}
