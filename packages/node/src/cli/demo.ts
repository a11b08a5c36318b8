import { join } from 'node:path'
import { amount, summaryTable } from '@spad/core'
import { phantomDataset, type PhantomKind } from '@spad/core/phantoms'
import { Command } from 'commander'
import { z } from 'zod'
import { openDataset } from '../data/open-dataset.js'
import { encodeCanvas } from '../report/canvas.js'
import { demoPicture } from '../report/demo-picture.js'
import { writeAtomically } from '../files/atomic.js'
import { evaluateModel } from '../segmenting/evaluate-model.js'
import { readMetrics } from '../run/read-metrics.js'
import { loadModelFrom } from '../run/model-files.js'
import { prepareFolder } from '../run/run-folder.js'
import { runPaths } from '../run/run-paths.js'
import { checkConfig } from '../config/check-config.js'
import { casesOf, writePhantoms } from '../data/demo-data.js'
import { EXIT, type Finish } from './exit.js'
import { type Flags, gatherOptions, numeric, withExample } from './options.js'
import { duration, progressLine } from './progress-line.js'
import { planRun } from './resume.js'
import { PICTURES } from '../segmenting/pictures.js'
import { outputsOf, segmentFile } from '../segmenting/segment-file.js'
import { shownPath } from '../support/shown-path.js'
import type { Terminal } from './terminal.js'
import { trainIn } from './train-run.js'
import { backendHelp } from '../backend/start-backend.js'

const demoSchema = z.strictObject({
  out: z.string().min(1).default('spad-demo'),
  kind: z.enum(['oct', 'chest']).default('oct'),
  cases: z.int().min(10).default(80),
  steps: z.int().min(1).default(240),
  seed: z.int().min(0).default(0),
  backend: z.string().min(1).default('wasm'),
})

type DemoConfig = z.output<typeof demoSchema>

/** `spad demo`: the whole way on made-up images. */
export function demoCommand(terminal: Terminal, finish: Finish): Command {
  const command = new Command('demo')
    .description('Make phantoms, train on them, segment and score them: about two minutes.')
    .option('--out <dir>', 'the folder for everything (default: spad-demo)')
    .option('--kind <name>', 'oct: retina with fluid and drusen; chest: lungs (default: oct)')
    .option('--cases <n>', 'phantoms to make (default: 80)', numeric)
    .option('--steps <n>', 'optimiser steps (default: 240)', numeric)
    .option('--seed <n>', 'decides phantoms and training (default: 0)', numeric)
    .option('--backend <name>', backendHelp('wasm'))
  withExample(command, 'spad demo', 'spad demo --kind chest --out chest-demo')
  return command.action(async (flags: Flags) => {
    const { given, origin } = await gatherOptions(flags)
    finish(await demo(checkConfig(demoSchema, given, origin), terminal))
  })
}

async function demo(config: DemoConfig, terminal: Terminal): Promise<number> {
  const started = performance.now()
  await prepareFolder(config.out)
  const place = (...parts: string[]): string => join(config.out, ...parts)
  terminal.err(`Making ${amount(config.cases, 'phantom')}: ${KINDS[config.kind]}\n`)
  await writePhantoms(place('data'), config)
  await trainOn(place('data'), place('run'), config, terminal)
  await scoreAndDraw(config, place, terminal)
  terminal.err(`Done in ${duration(performance.now() - started)}. Look at:\n`)
  for (const [file, what] of [
    ['picture.png', 'a few test cases at a glance'],
    ['report.html', 'scores against the true boundaries'],
    ['run/report.html', 'how the training went'],
    ['results', 'masks, overlays, probabilities, uncertainties'],
  ] as const)
    terminal.out(`${shownPath(place(file))}  ${what}\n`)
  return EXIT.done
}

const KINDS: Readonly<Record<PhantomKind, string>> = {
  oct: 'retinal layers with fluid and drusen, annotated with wavering boundaries',
  chest: 'chests with lungs, annotated with wavering boundaries',
}

/** The phantoms' own sizes, so that nothing is lost by resizing. */
const SIZES: Readonly<Record<PhantomKind, string>> = { oct: '96x128', chest: '128x128' }

async function trainOn(
  data: string,
  out: string,
  { kind, steps, seed, backend }: DemoConfig,
  terminal: Terminal,
): Promise<void> {
  const given = {
    data,
    out,
    steps,
    seed,
    backend,
    preset: 'tiny',
    size: SIZES[kind],
    validate: { every: Math.max(1, Math.round(steps / 6)) },
  }
  const plan = await planRun(given, { flags: [] }, { overwrite: true })
  await trainIn(plan, terminal)
}

async function scoreAndDraw(
  config: DemoConfig,
  place: (...parts: string[]) => string,
  terminal: Terminal,
): Promise<void> {
  const folder = await openDataset(place('data'))
  const loaded = await loadModelFrom(place('run'))
  const { model } = loaded
  try {
    const phantoms = phantomDataset({ kind: config.kind, count: config.cases, seed: config.seed })
    const truth = casesOf(phantoms.truth, folder.splits.test)
    const line = progressLine(terminal, truth.names.length * 2, 'testing')
    const summary = await evaluateModel(model, truth, {
      onCase: (done, _, name) => {
        line.update(done, name)
      },
    })
    for (const [i, { name, image }] of folder.files
      .filter((one) => truth.names.includes(one.name))
      .entries()) {
      const input = { file: image, name }
      await segmentFile(
        model,
        input,
        outputsOf(input, place('results'), model.classes, PICTURES),
        {},
      )
      line.update(truth.names.length + i + 1, name)
    }
    line.stop()
    terminal.out(`\nTest cases against their true boundaries:\n\n${summaryTable(summary)}\n\n`)
    const about = { name: `${folder.name}, true boundaries`, meta: folder.meta }
    const { evaluationReport } = await import('../report/evaluation-report.js')
    await writeAtomically(
      place('report.html'),
      await evaluationReport({
        ...{ loaded, data: truth, about, split: 'test', summary, options: {} },
        records: await readMetrics(runPaths(place('run')).metrics, terminal.err),
      }),
    )
    const picture = await demoPicture(model, casesOf(phantoms, folder.splits.test), truth)
    await writeAtomically(place('picture.png'), encodeCanvas(picture))
  } finally {
    model.denoiser.dispose()
  }
}
