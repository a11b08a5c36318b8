import { basename } from 'node:path'
import { fail, summaryCsv, summaryTable } from '@spad/core'
import { grouping } from '../data/grouping.js'
import { readNamedLabels } from '../label-files/named-labels.js'
import { pairLabelFiles } from '../label-files/pair-label-files.js'
import { scoreLabelPair, type PairScores } from '../label-files/score-label-pair.js'
import { summarizePairs } from '../label-files/summarize-pairs.js'
import { writeAtomically } from '../files/atomic.js'
import { refuseUnknownFaults } from './allow.js'
import { checkConfig, type ConfigOrigin } from '../config/check-config.js'
import { checkOutputs } from './check-outputs.js'
import type { RawConfig } from '../config/config-file.js'
import { EXIT } from './exit.js'
import { evaluateFilesSchema } from '../config/inference-config.js'
import { progressLine } from './progress-line.js'
import { shownPath } from '../support/shown-path.js'
import type { Terminal } from './terminal.js'
import { version } from '../support/version.js'

/** The fault of a truth without a prediction. */
const MISSING = 'missing'

/** `spad evaluate --prediction … --truth …`: files with labels in, scores out; no model answers. */
export async function evaluateFiles(
  given: RawConfig,
  origin: ConfigOrigin,
  terminal: Terminal,
): Promise<number> {
  refuseModel(given)
  const config = checkConfig(evaluateFilesSchema, given, origin)
  refuseUnknownFaults(config.allow, MISSING)
  await checkOutputs(config, ['json', 'csv'])
  const { tolerance, groupPattern } = config
  const groupOf = grouping(groupPattern)
  const known = config.labels === undefined ? undefined : await readNamedLabels(config.labels)
  const { pairs, notes } = await pairLabelFiles(config, config.allow.includes(MISSING))
  const tell = (note: string): void => {
    terminal.err(`Note: ${note.replace(/\.$/, '')}.\n`)
  }
  notes.forEach(tell)
  const allow = config.allow.filter((fault) => fault !== MISSING)
  const line = progressLine(terminal, pairs.length, 'evaluating')
  const scored: PairScores[] = []
  try {
    for (const pair of pairs) {
      scored.push(await scoreLabelPair(pair, { tolerance, allow, known }))
      line.update(scored.length, pair.name)
    }
  } finally {
    line.stop()
  }
  for (const { scores, notes: own } of scored)
    for (const note of own) tell(`${scores.name}: ${note}`)
  const { summary, warnings } = summarizePairs(scored, { tolerance, groupOf, known })
  warnings.forEach(tell)
  terminal.out(`${summaryTable(summary)}\n`)
  const about = {
    prediction: basename(config.prediction),
    truth: basename(config.truth),
    options: { tolerance, ...(groupPattern !== undefined && { groupPattern }) },
    versions: { spad: version, node: process.versions.node },
    date: new Date().toISOString(),
  }
  const outputs = [
    [config.json, () => `${JSON.stringify({ about, ...summary }, undefined, 2)}\n`],
    [config.csv, () => summaryCsv(summary)],
  ] as const
  for (const [file, text] of outputs)
    if (file !== undefined) {
      await writeAtomically(file, text())
      terminal.err(`Written: ${shownPath(file)}\n`)
    }
  return EXIT.done
}

/** What a model is asked with says nothing where none is. */
function refuseModel(given: RawConfig): void {
  for (const option of ['model', 'data', 'split', 'report'])
    if (option in given)
      fail(
        'node',
        `\`--${option}\` and \`--prediction\` exclude each other: a model is scored on \`--data\`, files ` +
          'against `--truth`. Leave one of them out.',
      )
}
