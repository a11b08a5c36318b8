#!/usr/bin/env node
// @ts-check
/**
 * Turns lines of run.mjs into tables and plots.
 *
 *   node tools/study/report.mjs FILE.jsonl DIR [--baseline unet] [--split test]  [--title TEXT]
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
    latest: { type: 'boolean', default: false },
  },
})
const [file, dir] = positionals
if (!file || !dir) {
  console.error('usage: report.mjs FILE.jsonl DIR [--baseline unet] [--split test] [--title TEXT]')
  process.exit(2)
}
const all = readLines(file).filter(({ split }) => split === flags.split)
if (all.length === 0) {
  console.error(
    `study: \`${file}\` has no line of the ${flags.split} split: make some with run.mjs.`,
  )
  process.exit(2)
}
const lines = flags.latest ? latest(all) : all
await told('study', async () => {
  console.log((await writeReport(lines, { ...flags, dir })).join('\n'))
})
