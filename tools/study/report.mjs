#!/usr/bin/env node
// @ts-check
/**
 * Turns lines of run.mjs into tables and plots.
 *
 *   node tools/study/report.mjs FILE.jsonl ... DIR [--baseline unet] [--split test] [--title TEXT]
 *        [--variants A,B] [--regimes A,B] [--sets A,B] [--folds A,B]   those alone
 *        [--latest]   of several configs of a variant, the newest's lines alone
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { told } from '../told.mjs'
import { latest, readLines } from './lines.mjs'
import { writeReport } from './report/write-report.mjs'

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    baseline: { type: 'string', default: 'unet' },
    split: { type: 'string', default: 'test' },
    title: { type: 'string', default: 'Results' },
    variants: { type: 'string' },
    regimes: { type: 'string' },
    sets: { type: 'string' },
    folds: { type: 'string' },
    latest: { type: 'boolean', default: false },
  },
})
const files = positionals.slice(0, -1)
const dir = positionals.at(-1)
if (files.length === 0 || dir === undefined) {
  console.error(
    'usage: report.mjs FILE.jsonl ... DIR [--baseline unet] [--split test] [--title TEXT] [--variants A,B] [--regimes A,B] [--sets A,B] [--folds A,B] [--latest]',
  )
  process.exit(2)
}
const read = files.flatMap(readLines).filter(({ split }) => split === flags.split)
if (read.length === 0) {
  console.error(
    `study: \`${files.join(', ')}\` has no line of the ${flags.split} split: make some with run.mjs.`,
  )
  process.exit(2)
}
/** @type {readonly import('./lines.mjs').Line[]} */
let lines = flags.latest ? latest(read) : read
for (const key of /** @type {const} */ (['variant', 'regime', 'set', 'fold']))
  lines = among(key, flags[`${key}s`], lines)
await told('study', async () => {
  console.log((await writeReport(lines, { ...flags, dir })).join('\n'))
})

/**
 * The lines of the variants, regimes, sets or folds that a flag names, or all.
 *
 * @param {'variant' | 'regime' | 'set' | 'fold'} key @param {string | undefined} list @param {readonly import('./lines.mjs').Line[]} lines
 */
function among(key, list, lines) {
  if (list === undefined) return lines
  const wanted = list.split(',')
  const known = [...new Set(lines.map((line) => line[key]))]
  const stranger = wanted.find((name) => !known.includes(name))
  if (stranger !== undefined) {
    console.error(
      `study: \`--${key}s\` names "${stranger}": the lines have ${known.join(', ')}. Name some of those.`,
    )
    process.exit(2)
  }
  return lines.filter((line) => wanted.includes(line[key]))
}
