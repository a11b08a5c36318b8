import { amount } from '@spad/core'
import type { ChosenPreference, LabelClass, Model, ObjectRule } from '@spad/core'
import { saveModel } from '@spad/models'
import type { OpenedDataset } from '../data/opened-dataset.js'
import { replaceFolder } from '../files/atomic.js'
import { type Answering, chooseAnswering, LEAST_TO_CHOOSE } from '../segmenting/choose-answering.js'
import { loadModelFrom } from '../run/model-files.js'
import type { RunPlace } from './train-watched.js'
import type { TrainingParts } from '../config/training-parts.js'
import { progressLine } from './progress-line.js'
import type { Terminal } from './terminal.js'

/**
 * Chooses on the validation cases how the kept model's answers are made better, and saves that with it. A
 * kill before leaves the model as it was trained.
 */
export async function tuneModel(
  { paths, lock }: RunPlace,
  folder: OpenedDataset,
  parts: TrainingParts,
  terminal: Terminal,
): Promise<void> {
  const cases = folder.splits.val.length
  if (cases < LEAST_TO_CHOOSE) {
    terminal.err(
      `Answers stay as they are: of ${amount(cases, 'validation image')} nothing can be chosen, ` +
        `it takes ${LEAST_TO_CHOOSE}.\n`,
    )
    return
  }
  const { model, metadata } = await loadModelFrom(paths.model, { parts })
  const line = progressLine(terminal, 3 * cases, 'choosing')
  try {
    const chosen = await chooseAnswering(model, folder.subset('val'), {
      onCase: (done, _, name) => {
        line.update(done, name)
      },
    })
    line.stop()
    const { rules, mirrored, scaled, preferred } = chosen
    const { training, ...rest } = metadata as { readonly training?: object }
    const files = await saveModel(answeringSo(model, chosen), {
      ...rest,
      training: {
        ...training,
        chosen: {
          rules,
          ...(mirrored && { mirrored }),
          ...(scaled && { scaled }),
          ...(preferred && { preferred }),
        },
      },
    })
    await lock.check()
    await replaceFolder(paths.model, files)
    terminal.err(`${wordsOfChoice(chosen, folder.classes)}\n`)
  } finally {
    line.stop()
    model.denoiser.dispose()
  }
}

function answeringSo(model: Model, { postprocessing, ensemble, scales }: Answering): Model {
  return {
    ...model,
    ...(postprocessing && { postprocessing }),
    ...(ensemble && { ensemble }),
    ...(scales && { scales }),
  }
}

/** What was chosen, for people. */
export function wordsOfChoice(
  { rules, mirrored, scaled, scales = [], preferred }: Answering,
  classes: readonly LabelClass[],
): string {
  const points = (before: number, after: number): string =>
    `${after < before ? '−' : '+'}${Math.abs(100 * (after - before)).toFixed(1)} Dice points`
  const lines = rules.map(
    ({ label, rule, before, after }) =>
      `\`${classes[label]?.name ?? ''}\`: ${wordsOfRule(rule)} (${points(before, after)})`,
  )
  if (preferred)
    lines.unshift(
      `${wordsOfPreference(preferred, classes)} (${points(preferred.before, preferred.after)})`,
    )
  if (scaled?.kept)
    lines.unshift(
      `the image is answered at scales of ${scales.join(', ')}, and the mean kept (${points(scaled.before, scaled.after)})`,
    )
  if (mirrored?.kept)
    lines.unshift(
      `the mirrored image is answered too, and the mean kept (${points(mirrored.before, mirrored.after)})`,
    )
  if (lines.length === 0)
    return 'On the validation images nothing done to the answers helps: they stay as they are.'
  return `Chosen on the validation images, and saved with the model: ${lines.join('; ')}.`
}

function wordsOfPreference(
  { preference }: ChosenPreference,
  classes: readonly LabelClass[],
): string {
  const words = preference.flatMap((factor, k) =>
    factor === 1 ? [] : [`\`${classes[k]?.name ?? ''}\` counts ${amount(factor, 'time')}`],
  )
  return `of the probabilities, ${words.join(', ')}`
}

function wordsOfRule({ minSize = 0, largest = false, fill = false }: ObjectRule): string {
  const words = [
    minSize > 0 ? `objects below ${+(100 * minSize).toFixed(3)} % of the image are dropped` : '',
    largest ? 'the largest object alone is kept' : '',
    fill ? 'holes are filled' : '',
  ]
  return words.filter((word) => word !== '').join(', ')
}
