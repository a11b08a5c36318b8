import type { Tensor4D } from '@tensorflow/tfjs-core'
import type { Size } from '../fit/fit.js'
import type { Model } from '../contracts/model.js'
import type { Raster } from '../contracts/sample.js'
import { prepareImage } from '../raster/preprocess.js'
import { breather } from '../support/breathe.js'
import { createRandom } from '../support/random.js'
import type { Answering } from './answering.js'
import { type Members, meanOf, stacked, valuesOf } from './members.js'

/** How an image is seen at one size, and who is told of it. */
export interface Seeing extends Omit<Members, 'onAnswer'> {
  readonly size: Size
  readonly signal: AbortSignal | undefined
  /** Told after each pass; `soFar` shows what there is. */
  readonly onPass: (soFar?: () => Promise<void>) => Promise<void>
  /** Shown the answer so far, which then is all held. @default nobody asks */
  readonly show?: (soFar: Raster) => void
}

/** Mean class probabilities of a whole image at the network's size. */
export async function answerWhole(
  model: Model,
  image: Raster,
  size: Size,
  { steps, ensemble, seed, signal, onProgress, onStep }: Answering,
): Promise<Raster> {
  const passes = model.denoiser.usesState ? steps : 1
  const all = passes * ensemble
  const breathe = breather(40, signal)
  let done = 0
  return await wholeAt(model, image, {
    ...{ size, passes, ensemble, signal, random: createRandom(seed) },
    onPass: async (soFar) => {
      done++
      onProgress?.(done, all)
      await soFar?.()
      await breathe()
    },
    ...(onStep && {
      show: (soFar: Raster) => {
        onStep(soFar, done, all)
      },
    }),
  })
}

/** The same at any size that the network takes. */
export async function wholeAt(model: Model, image: Raster, seeing: Seeing): Promise<Raster> {
  const { signal, show } = seeing
  const { height, width } = seeing.size
  const { preprocessing, denoiser } = model
  const data = prepareImage(image, { ...preprocessing, height, width })
  const view = { data, height, width, channels: preprocessing.channels }
  const answerOf = async (probabilities: Tensor4D): Promise<Raster> => ({
    ...view,
    data: await valuesOf(probabilities, signal),
    channels: denoiser.classes,
  })
  const onAnswer = (soFar: () => Tensor4D): Promise<void> =>
    seeing.onPass(
      show &&
        (async () => {
          show(await answerOf(soFar()))
        }),
    )
  return await answerOf(await meanOf(model, stacked([view]), { ...seeing, onAnswer }))
}
