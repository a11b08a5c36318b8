#!/usr/bin/env node
// @ts-check
/**
 * From the lines and the run folders of a study to the models that ship with @spad/models: of each
 * configuration the seed that validates best, as float16, with its card. No figure of a card is typed.
 *
 *   node tools/study/run.mjs    --plan tools/study/real-sets.yaml --data SETS --out lines.jsonl --work WORK
 *   node tools/weights/make.mjs --lines lines.jsonl --runs WORK/runs [NAME...]
 *
 * `--lines` and `--runs` may be given several times. Build first: npm run build.
 */
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath, URL } from 'node:url'
import { parseArgs } from 'node:util'
import { fail } from '@spad/core'
import { shippedModels } from '@spad/models'
import { useBackend } from '@spad/node'
import { parse } from 'yaml'
import { readLines } from '../study/lines.mjs'
import { readPlan } from '../study/plan.mjs'
import { told } from '../told.mjs'
import { ship } from './ship.mjs'

const at = (/** @type {string} */ file) => fileURLToPath(new URL(file, import.meta.url))

await told('weights', main)

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      plan: { type: 'string', default: at('../study/real-sets.yaml') },
      lines: { type: 'string', multiple: true, default: [] },
      runs: { type: 'string', multiple: true, default: [] },
      out: { type: 'string', default: at('../../packages/models/weights') },
    },
  })
  const known = parse(readFileSync(at('models.yaml'), 'utf8'))
  const lines = values.lines.flatMap((file) => readLines(file))
  const plan = await readPlan(values.plan)
  await useBackend('cpu')
  for (const name of positionals.length > 0 ? positionals : Object.keys(known)) {
    if (!Object.hasOwn(known, name))
      fail('weights', `"${name}" is unknown: models.yaml has ${Object.keys(known).join(', ')}.`)
    const finds =
      /** @type {Record<string, string>} */ (shippedModels)[name] ??
      fail('weights', `\`shippedModels\` of packages/models has no "${name}": add it, and build.`)
    const source = { plan, lines, runs: values.runs, out: values.out }
    const { bytes, figures } = await ship(name, { ...known[name], finds }, source)
    const { mean, deviation, shipped } = figures.mean.dice
    process.stdout.write(
      `${name}: ${(bytes / 1e6).toFixed(2)} MB, Dice ${mean} ± ${deviation ?? 'unknown'} over seeds, ${shipped} ships\n`,
    )
  }
}
