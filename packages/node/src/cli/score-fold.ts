import type { CaseScores, PartConfig, Summary } from '@spad/core'
import { loadParts } from '../config/load-parts.js'
import { openData } from '../data/open-data.js'
import type { OpenDatasetOptions } from '../data/opened-dataset.js'
import { loadModelFrom } from '../run/model-files.js'
import { evaluateModel } from '../segmenting/evaluate-model.js'

/** How well a fold's model does on the cases that it has not seen. */
export interface FoldScores {
  readonly cases: readonly CaseScores[]
  readonly dice: number | null
}

/** Where a fold's model lies, and what it was trained on. */
export interface TrainedFold {
  readonly run: string
  readonly data: string | PartConfig
  /** Which part it is validated on, and whose image a case is. */
  readonly options: OpenDatasetOptions
  readonly parts?: string | undefined
}

/** Scores a fold's model, on the backend that was started. */
export async function scoreFold({ run, data, options, parts }: TrainedFold): Promise<FoldScores> {
  const table = await loadParts(parts)
  const folder = await openData(data, options, table.datasets)
  const { model } = await loadModelFrom(run, { parts: table })
  try {
    const summary = await evaluateModel(model, folder.subset('val'))
    return { cases: casesOf(summary), dice: summary.mean.dice }
  } finally {
    model.denoiser.dispose()
  }
}

/** What a summary was made of. */
function casesOf({ cases, classes }: Summary): CaseScores[] {
  return cases.map((one) => ({
    name: one.name,
    classes: classes.flatMap(({ name }) => one.classes[name] ?? []),
  }))
}
