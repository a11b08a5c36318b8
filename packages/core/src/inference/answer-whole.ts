import type { Tensor4D } from '@tensorflow/tfjs-core'
import type { Size } from '../contracts/fit.js'
import type { Model } from '../contracts/model.js'
import type { Raster } from '../contracts/sample.js'
import { prepareImage } from '../raster/preprocess.js'
import { breather } from '../support/breathe.js'
import { type Members, meanOf, stacked, valuesOf } from './members.js'

/** How an image is seen at one size, and who is told of it. */
export interface Seeing extends Omit<Members, 'onAnswer'> {
  readonly size: Size
  readonly signal: AbortSignal | undefined
  /** Told after each pass. */
  readonly told: () => void
  /** Then shown the answer so far, which is all held for it. @default nobody asks */
  readonly show?: ((soFar: Raster) => void) | undefined
}

/** Mean class probabilities of a whole image, at any size that the network takes. */
export async function answerWhole(model: Model, image: Raster, seeing: Seeing): Promise<Raster> {
  const { signal, show, told } = seeing
  const { height, width } = seeing.size
  const { preprocessing, denoiser } = model
  const breathe = breather(40, signal)
  const data = prepareImage(image, { ...preprocessing, height, width })
  const view = { data, height, width, channels: preprocessing.channels }
  const answerOf = async (probabilities: Tensor4D): Promise<Raster> => ({
    ...view,
    data: await valuesOf(probabilities, signal),
    channels: denoiser.classes,
  })
  const onAnswer = async (soFar: () => Tensor4D): Promise<void> => {
    told()
    show?.(await answerOf(soFar()))
    await breathe()
  }
  return await answerOf(await meanOf(model, stacked([view]), { ...seeing, onAnswer }))
}
