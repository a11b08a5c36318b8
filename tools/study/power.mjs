#!/usr/bin/env node
// @ts-check
/**
 * How many seeds show a difference: from the spread of the baseline's lines.
 *
 *   node tools/study/power.mjs FILE.jsonl [--baseline unet] [--difference 0.01] [--power 0.8] [--split test] [--latest]
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { latest, readLines } from './lines.mjs'
import { powerText } from './report/power-text.mjs'

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    baseline: { type: 'string', default: 'unet' },
    difference: { type: 'string', default: '0.01' },
    power: { type: 'string', default: '0.8' },
    split: { type: 'string', default: 'test' },
    latest: { type: 'boolean', default: false },
  },
})
const [file] = positionals
const [difference, power] = [Number(flags.difference), Number(flags.power)]
if (!file || !(difference > 0) || !(power > 0 && power < 1)) {
  console.error(
    'usage: power.mjs FILE.jsonl [--baseline unet] [--difference 0.01] [--power 0.8] [--split test]',
  )
  process.exit(2)
}
const all = readLines(file).filter(({ split }) => split === flags.split)
const lines = flags.latest ? latest(all) : all
console.log(powerText(lines, { baseline: flags.baseline, difference, power }))
