#!/usr/bin/env node
// @ts-check
/**
 * What each factor of a plan adds, from the lines of its design.
 *
 *   node tools/study/effects.mjs FILE.jsonl --plan factors.yaml [--split val] [--regime clean] [--latest]
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { told } from '../told.mjs'
import { latest, readLines } from './lines.mjs'
import { readPlan } from './plan.mjs'
import { effectsText } from './report/effects-text.mjs'

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    plan: { type: 'string' },
    split: { type: 'string', default: 'val' },
    regime: { type: 'string', default: 'clean' },
    latest: { type: 'boolean', default: false },
  },
})
const [file] = positionals
const { plan } = flags
if (!file || !plan) {
  console.error('usage: effects.mjs FILE.jsonl --plan PLAN.yaml [--split val] [--regime clean]')
  process.exit(2)
}
await told('study', async () => {
  const { factors } = await readPlan(plan)
  const all = readLines(file).filter(
    ({ split, regime }) => split === flags.split && regime === flags.regime,
  )
  console.log(effectsText(flags.latest ? latest(all) : all, factors))
})
