#!/usr/bin/env node
// @ts-check
/**
 * What the reverse process costs and gives: one trained model that samples, asked in several numbers of steps and
 * from several starts, against the readers of a data set. A row each, as Markdown.
 *
 *   node tools/study/sampling.mjs MODEL --data DIR [--steps 2,5,10] [--starts 1,0.7,0.5]
 *        [--samples 16] [--split test] [--backend native] [--threads 1]
 *
 * A start below 1 goes on from the network's own coarse answer, noised anew to that time (`ddim({ start })`), which
 * is one of the steps. Build first: npm run build.
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { fail } from '@spad/core'
import { evaluateModel, loadModelFrom, openDataset, useBackend } from '@spad/node'
import { ddim } from '@spad/scheduler'
import { told } from '../told.mjs'

await told('study', main)

async function main() {
  const { values: flags, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      steps: { type: 'string', default: '2,5,10' },
      starts: { type: 'string', default: '1,0.7,0.5' },
      samples: { type: 'string', default: '16' },
      split: { type: 'string', default: 'test' },
      backend: { type: 'string', default: 'auto' },
      threads: { type: 'string', default: '1' },
    },
  })
  const [place] = positionals
  if (!place || !flags.data) return fail('study', 'MODEL and `--data` are needed.')
  const { name } = await useBackend(flags.backend, { threads: Number(flags.threads) })
  const { model } = await loadModelFrom(place)
  const { diffusion } = model
  if (!diffusion)
    return fail('study', `\`${place}\` answers in one pass: there is nothing to step.`)
  const data = await openDataset(flags.data)
  if (flags.split !== 'val' && flags.split !== 'test')
    return fail('study', `\`--split\` is ${JSON.stringify(flags.split)}: it may be val or test.`)
  const cases = data.subset(flags.split)
  const samples = Number(flags.samples)
  console.log(`${place}, ${cases.names.length} cases, ${samples} samples, ${name}\n`)
  console.log(
    '| Steps | Start | GED² | Samples to readers | Spread | Matched IoU | Consensus Dice | Brier × 1000 | CPU s |',
  )
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |')
  for (const steps of numbers(flags.steps))
    for (const start of numbers(flags.starts)) {
      const other = { ...model, diffusion: { ...diffusion, sampler: ddim({ start }) } }
      const begun = process.cpuUsage()
      const { readers } = await evaluateModel(other, cases, { steps, samples, seed: 0 })
      const { user, system } = process.cpuUsage(begun)
      if (!readers)
        return fail(
          'study',
          `\`${flags.data}\` has no readers: see raters/ in the README of @spad/node.`,
        )
      const { ged, distance, spread, hmIou, consensusDice, brier } = readers
      const figures = [ged, distance, spread, hmIou, consensusDice].map((value) =>
        value?.toFixed(3),
      )
      const row = [
        steps,
        start,
        ...figures,
        (1000 * brier).toFixed(2),
        Math.round((user + system) / 1e6),
      ]
      console.log(`| ${row.join(' | ')} |`)
    }
  model.denoiser.dispose()
  return 0
}

/** @param {string} list */
function numbers(list) {
  return list.split(',').map((text) => {
    const value = Number(text)
    return Number.isFinite(value) ? value : fail('study', `${JSON.stringify(text)} is no number.`)
  })
}
