import { dispose } from '@tensorflow/tfjs-core'
import { answerRows } from '../inference/answer-rows.js'
import { risingLabels } from '../inference/rising-labels.js'
import { stack } from './batches.js'
import { type CaseReader, caseReader, type CaseReaderOptions } from './case-reader.js'
import { checkNumber } from '../support/check.js'
import type { Dataset } from '../contracts/dataset.js'
import { progressMeter } from '../metrics/progress-meter.js'
import type { Model } from '../contracts/model.js'
import { withoutUnknown } from '../raster/unknown.js'
import { argmaxLabels } from '../raster/one-hot.js'
import { looksAtParts } from './patches.js'
import { decode, encode } from '../inference/predict.js'
import { chooseReaders } from '../readers/choose-readers.js'
import { createRandom } from '../support/random.js'
import type { LabelMap, Sample } from '../contracts/sample.js'
import type { Validation } from './train-options.js'

export interface ValidationOptions extends CaseReaderOptions {
  /** Cases that are segmented at once. @default 8 */
  readonly batchSize?: number
  /** Steps of the reverse process. @default 1 */
  readonly steps?: number
  /** Where a sampled answer starts from. @default 0 */
  readonly seed?: number
}

/**
 * Makes the `validate` of `train`: Dice at the size that the model's fit works at.
 *
 * `dice`, `interior` and `boundary` are means over foreground classes, pixels pooled over cases.
 *
 * @throws SpadError if an option is out of range.
 */
export function createValidation(
  data: Dataset,
  options: ValidationOptions = {},
): (model: Model) => Promise<Validation> {
  const { batchSize = 8, steps = 1, seed = 0 } = options
  for (const [name, value] of Object.entries({ batchSize, steps }))
    checkNumber('core', name, value, { min: 1, integer: true })
  checkNumber('core', 'seed', seed, { min: 0, integer: true })
  const all = [...data.names.keys()]
  const batchAt = (start: number): number[] => all.slice(start, start + batchSize)
  let reader: CaseReader | undefined
  return async (model) => {
    reader ??= caseReader(data, model.preprocessing, { ...options, fit: model.fit })
    const meter = progressMeter(data.classes.length)
    for (let start = 0; start < all.length; start += batchSize) {
      const cases = await reader.take(batchAt(start))
      reader.expect(batchAt(start + batchSize))
      const answers = looksAtParts(model.fit)
        ? await labelsByParts(model, cases, { steps, seed })
        : await labelsOf(model, cases, { steps, seed: seed + start })
      cases.forEach((sample, i) => {
        const prediction = answers[i]
        if (prediction) meter.add(sample.labels, withoutUnknown(sample, prediction))
      })
    }
    return { ...meter.result() }
  }
}

/** Case by case, at the working size of each. */
async function labelsByParts(
  model: Model,
  samples: readonly Sample[],
  options: { steps: number; seed: number },
): Promise<LabelMap[]> {
  const labels: LabelMap[] = []
  for (const { image } of samples) {
    const rising = risingLabels({ ...image, channels: model.denoiser.classes }, image)
    const once = { ...options, ensemble: 1, scales: [1] }
    for await (const rows of answerRows(model, image, image, once)) rising.add(rows)
    labels.push(rising.labels())
  }
  return labels
}

async function labelsOf(
  model: Model,
  samples: readonly Sample[],
  { steps, seed }: { steps: number; seed: number },
) {
  const { height, width } = model.preprocessing
  const batch = stack(chooseReaders(samples, 'consensus'), model.classes.length)
  const features = encode(model, batch.image)
  try {
    const probabilities = await decode(model, features, [samples.length, height, width], {
      steps,
      random: createRandom(seed),
    })
    const values = (await probabilities.data()) as Float32Array
    probabilities.dispose()
    const size = height * width * model.classes.length
    return samples.map((_, i) =>
      argmaxLabels({
        data: values.subarray(i * size, (i + 1) * size),
        height,
        width,
        channels: model.classes.length,
      }),
    )
  } finally {
    dispose([...features, { ...batch }])
  }
}
