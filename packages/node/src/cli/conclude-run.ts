import { basename } from 'node:path'
import type { OpenedDataset } from '../data/opened-dataset.js'
import type { Survey } from '../data/survey.js'
import { writeAtomically } from '../files/atomic.js'
import { evaluateModel } from '../segmenting/evaluate-model.js'
import { readMetrics } from '../run/read-metrics.js'
import { loadModelFrom } from '../run/model-files.js'
import type { RunBook } from '../run/run-book.js'
import type { RunPaths } from '../run/run-paths.js'
import type { Assembly } from '../training/assemble.js'
import { formatConfig, type RawConfig } from '../config/config-file.js'
import { loadParts } from '../config/load-parts.js'
import { withoutPlaces } from '../config/without-places.js'
import { progressLine } from './progress-line.js'
import { shownPath } from '../support/shown-path.js'
import type { Terminal } from './terminal.js'

/** Scores the kept model on the validation cases and writes the report. */
export async function concludeRun(
  { config, parameters }: Assembly,
  folder: OpenedDataset,
  survey: Survey,
  paths: RunPaths,
  book: RunBook,
  terminal: Terminal,
): Promise<void> {
  const { model } = await loadModelFrom(paths.model, { parts: await loadParts(config.parts) })
  const line = progressLine(terminal, folder.splits.val.length, 'scoring')
  try {
    const data = folder.splits.val.length > 0 ? folder.subset('val') : undefined
    const summary =
      data &&
      (await evaluateModel(model, data, {
        groupOf: folder.groupOf,
        spacing: folder.spacing,
        onCase: (done, _, name) => {
          line.update(done, name)
        },
      }))
    line.stop()
    const size = `${model.preprocessing.height} × ${model.preprocessing.width} pixels`
    // its charts take a second to load, which no other command should pay
    const { trainingReport } = await import('../report/training-report.js')
    const report = await trainingReport({
      folder,
      survey,
      records: await readMetrics(paths.metrics, terminal.err),
      book,
      keep: config.keep,
      what: `${config.recipe} ${config.preset}, ${parameters.toLocaleString('en')} parameters at ${size}`,
      config: formatConfig(named(config)),
      model,
      ...(data && summary ? { validation: { data, summary } } : {}),
    })
    await writeAtomically(paths.report, report)
    terminal.err(`Report: ${shownPath(paths.report)}\n`)
  } finally {
    line.stop()
    model.denoiser.dispose()
  }
}

/** The options as others may read them: folders by name, since their places may name people. */
function named(config: Assembly['config']): RawConfig {
  const places = ['out', 'parts', 'init']
  const shown = (key: string, value: unknown): unknown =>
    places.includes(key) && typeof value === 'string' ? basename(value) : value
  return Object.fromEntries(
    Object.entries({ ...config, data: withoutPlaces(config.data) }).map(([key, value]) => [
      key,
      shown(key, value),
    ]),
  )
}
