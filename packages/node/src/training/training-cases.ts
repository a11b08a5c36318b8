import { createValidation, type Dataset, type TrainOptions } from '@spad/core'
import type { OpenedDataset } from '../data/opened-dataset.js'
import { readInThreads } from '../workers/read-in-threads.js'
import type { Assembly } from './assemble.js'

/** From so many cases on, starting threads costs less than it saves. */
const MANY = 200

/** What a training reads. */
export interface TrainingCases {
  readonly train: Dataset
  readonly validate: TrainOptions['validate']
}

/**
 * Trains on the cases of a folder: few are read here, once; many, or more than the cache holds, in
 * threads, while this one computes.
 *
 * @param judged Whether the validation cases can tell a better model from a worse.
 */
export async function withCases<T>(
  { config, model }: Assembly,
  folder: OpenedDataset,
  judged: boolean,
  train: (cases: TrainingCases) => Promise<T>,
): Promise<T> {
  const { height, width, channels } = model.preprocessing
  const { length } = folder.splits.train
  const cacheBytes = config.cache * 2 ** 20
  const bytes = length * height * width * (4 * channels + 1)
  const many = length >= MANY || bytes > cacheBytes
  // where a network looks at parts, only the fit knows how large the whole is
  const size = model.fit ? undefined : { height, width }
  const { files } = folder
  const reading = many && files ? readInThreads({ ...folder, files }, { size }) : undefined
  const source = reading ?? folder
  const { steps } = config.validate
  try {
    return await train({
      train: source.subset('train'),
      validate: judged ? createValidation(source.subset('val'), { steps, cacheBytes }) : undefined,
    })
  } finally {
    await reading?.stop()
  }
}
