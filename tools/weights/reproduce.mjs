#!/usr/bin/env node
// @ts-check
/**
 * Is what a card says true? Trains by its command, scores on its test images and compares.
 *
 *   node tools/weights/reproduce.mjs NAME --data DIR [--out RUN] [--backend NAME]
 *   node tools/weights/reproduce.mjs NAME --data DIR --shipped    scores the weights that ship instead
 *
 * The figure is reached if the Dice is one that 19 of 20 trainings reach, by the card's mean and spread; with
 * `--shipped`, if it is that of the card but for rounding. Exit code 1 if it is not reached. DIR holds images/,
 * masks/ and the dataset.json of packages/models/weights/NAME. Build first: npm run build.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, URL } from 'node:url'
import { parseArgs } from 'node:util'
import { fail } from '@spad/core'
import { shippedModels } from '@spad/models'
import { useBackend } from '@spad/node'
import { told } from '../told.mjs'
import { scoreShipped, trainAgain } from './verdict.mjs'

const at = (/** @type {string} */ file) => fileURLToPath(new URL(file, import.meta.url))

await told('weights', async () => {
  const { text, reached } = await main()
  process.stdout.write(`${text}\n`)
  return reached ? 0 : 1
})

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      out: { type: 'string' },
      backend: { type: 'string', default: 'auto' },
      shipped: { type: 'boolean', default: false },
    },
  })
  const [name = ''] = positionals
  if (!Object.hasOwn(shippedModels, name))
    fail('weights', `"${name}" does not ship: there are ${Object.keys(shippedModels).join(', ')}.`)
  const data = values.data ?? fail('weights', '`--data` is missing: name the folder of the set.')
  const folder = join(at('../../packages/models/weights'), name)
  const backend = /** @type {'auto'} */ (values.backend)
  await useBackend(backend)
  if (values.shipped) return scoreShipped(folder, { data })
  const out = values.out ?? join(mkdtempSync(join(tmpdir(), 'spad-weights-')), name)
  const bin = at('../../packages/node/bin/spad.js')
  const spad = async (/** @type {string[]} */ argv) =>
    spawnSync(process.execPath, [bin, ...argv, '--backend', backend], { stdio: 'inherit' })
      .status ?? 1
  return trainAgain(folder, { data, out, spad })
}
