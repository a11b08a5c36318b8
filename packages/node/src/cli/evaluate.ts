import { summaryCsv, summaryTable } from '@spad/core'
import { Command } from 'commander'
import { openDataset } from '../data/open-dataset.js'
import { evaluationReport } from '../report/evaluation-report.js'
import { writeAtomically } from '../run/atomic.js'
import { checkSameClasses, evaluateModel } from '../run/evaluate-model.js'
import { readMetrics } from '../run/read-metrics.js'
import { runPaths } from '../run/run-paths.js'
import { checkConfig } from './check-config.js'
import { checkOutputs } from './check-outputs.js'
import { EXIT } from './exit.js'
import { answerOptions, startInference, withInference } from './inference.js'
import { evaluateSchema } from './inference-config.js'
import { type Flags, gatherOptions, withConfig, withExample } from './options.js'
import type { Finish } from './program.js'
import { progressLine } from './progress-line.js'
import { shownPath } from './shown-path.js'
import type { Terminal } from './terminal.js'

/** `spad evaluate`: a model and a data set in, scores out. */
export function evaluateCommand(terminal: Terminal, finish: Finish): Command {
  const command = new Command('evaluate').description('Score a model against true masks.')
  withInference(command)
    .option('--data <dir>', 'the data set: images/, masks/ and perhaps dataset.json')
    .option('--split <name>', 'its cases: test, val, train or all (default: test)')
    .option('--json <file>', 'write the scores as JSON')
    .option('--csv <file>', 'write the scores of each case and class as CSV')
    .option('--report <file>', 'write a self-contained HTML report')
  withConfig(command)
  withExample(
    command,
    'spad evaluate --model runs/first --data my-images --split test --json scores.json',
  )
  return command.action(async (flags: Flags) => {
    finish(await evaluate(flags, terminal))
  })
}

async function evaluate(flags: Flags, terminal: Terminal): Promise<number> {
  const { given, origin } = await gatherOptions(flags)
  const config = checkConfig(evaluateSchema, given, origin)
  await checkOutputs(config, ['json', 'csv', 'report'])
  const folder = await openDataset(config.data)
  const data = folder.subset(config.split)
  const loaded = await startInference(config, terminal)
  const { model } = loaded
  try {
    checkSameClasses(model, data)
    const line = progressLine(terminal, data.names.length, 'evaluating')
    const options = answerOptions(config)
    const summary = await evaluateModel(model, data, {
      ...options,
      onCase: (done, _, name) => {
        line.update(done, name)
      },
    })
    line.stop()
    terminal.out(`${summaryTable(summary)}\n`)
    const written: string[] = []
    const write = async (file: string | undefined, text: () => Promise<string> | string) => {
      if (file === undefined) return
      await writeAtomically(file, await text())
      written.push(shownPath(file))
    }
    await write(config.json, () => `${JSON.stringify(summary, undefined, 2)}\n`)
    await write(config.csv, () => summaryCsv(summary))
    await write(config.report, async () => {
      const records = await readMetrics(runPaths(config.model[0] ?? '').metrics, terminal.err)
      const about = { about: folder, split: config.split, records }
      return await evaluationReport({ loaded, data, summary, options, ...about })
    })
    if (written.length > 0) terminal.err(`Written: ${written.join(', ')}\n`)
    return EXIT.done
  } finally {
    model.denoiser.dispose()
  }
}
