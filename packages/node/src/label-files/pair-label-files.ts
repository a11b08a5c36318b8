import { basename } from 'node:path'
import { amount, fail } from '@spad/core'
import { few } from '../data/problems.js'
import { findLabelFiles, type LabelFile } from './find-label-files.js'

/** A case: what is true, and what was predicted. */
export interface LabelPair {
  readonly name: string
  readonly truth: LabelFile
  readonly prediction: LabelFile
}

export interface PairedLabels {
  readonly pairs: readonly LabelPair[]
  /** Sentences on what was passed over. */
  readonly notes: readonly string[]
}

/**
 * Pairs predictions with truths: two files as they are, two folders by the names of their files.
 *
 * @param allowMissing Whether a truth may have no prediction.
 * @throws SpadError if a file meets a folder, or a truth has no prediction and that is not allowed.
 */
export async function pairLabelFiles(
  given: { readonly prediction: string; readonly truth: string },
  allowMissing: boolean,
): Promise<PairedLabels> {
  const prediction = await findLabelFiles('prediction', given.prediction)
  const truth = await findLabelFiles('truth', given.truth)
  if (prediction.single !== truth.single) {
    const [file, folder] = prediction.single ? ['prediction', 'truth'] : ['truth', 'prediction']
    fail(
      'node',
      `\`--${file}\` is a file and \`--${folder}\` a folder: give two files or two folders.`,
    )
  }
  if (truth.single) return { pairs: singlePair(prediction.files, truth.files), notes: [] }
  const names = [...truth.files.keys()].sort()
  const bare = names.filter((name) => !prediction.files.has(name))
  if (bare.length === names.length)
    fail(
      'node',
      `no file in \`${given.prediction}\` has the name of one in \`${given.truth}\`: there, they are ` +
        `${few([...prediction.files.keys()])}; here ${few(names)}. Endings, and _labels, _seg, _mask and ` +
        '_0000 before them, do not count.',
    )
  if (bare.length > 0 && !allowMissing)
    fail(
      'node',
      `no prediction for ${bare.length} of ${amount(names.length, 'truth')}: ${few(bare)}. Predict them, or leave them ` +
        'out of the scores by `--allow missing`.',
    )
  const extra = [...prediction.files.keys()].filter((name) => !truth.files.has(name))
  const others = [...prediction.passedOver, ...truth.passedOver]
  return {
    pairs: names.flatMap((name) => {
      const [one, other] = [truth.files.get(name), prediction.files.get(name)]
      return one && other ? [{ name, truth: one, prediction: other }] : []
    }),
    notes: [
      ...(bare.length > 0 ? [`truths without a prediction are left out: ${few(bare)}`] : []),
      ...(extra.length > 0 ? [`predictions without a truth are left out: ${few(extra)}`] : []),
      ...(others.length > 0
        ? [`no labels, passed over: ${few(others.map((path) => basename(path)))}`]
        : []),
    ],
  }
}

function singlePair(
  predictions: ReadonlyMap<string, LabelFile>,
  truths: ReadonlyMap<string, LabelFile>,
): LabelPair[] {
  const [[prediction], [truth]] = [[...predictions.values()], [...truths.values()]]
  return prediction && truth ? [{ name: truth.name, truth, prediction }] : []
}
