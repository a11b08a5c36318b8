import type { Tensor4D } from '@tensorflow/tfjs-core'
import type { Size } from '../fit/fit.js'
import type { Model } from '../contracts/model.js'
import type { Raster } from '../contracts/sample.js'
import { prepareImage } from '../raster/preprocess.js'
import { type Members, meanOf, stacked, valuesOf } from './members.js'
import type { RowStream } from './row-streams.js'
import { countGroups, windowGroups } from './window-rows.js'

/** How an image is seen at one size, and who is told of it. */
export interface Seeing extends Omit<Members, 'onAnswer'> {
  readonly size: Size
  readonly signal: AbortSignal | undefined
  /** Told after each pass; `soFar` shows what there is. */
  readonly onPass: (soFar?: () => Promise<void>) => Promise<void>
  /** Shown the answer so far, which then is all held. @default nobody asks */
  readonly show?: (soFar: Raster) => void
}

/** How many passes an answer takes, of `each` for every few windows. */
export function passesAt({ fit, preprocessing }: Model, size: Size, each: number): number {
  return each * (fit?.windows ? countGroups(fit.windows, size, preprocessing) : 1)
}

/** Mean class probabilities at one size, rows as they are complete. */
export function rowsAt(model: Model, image: Raster, seeing: Seeing): RowStream {
  return model.fit?.windows
    ? rowsOfWindows(model, image, seeing)
    : rowsOfWhole(model, image, seeing)
}

async function* rowsOfWhole(model: Model, image: Raster, seeing: Seeing): RowStream {
  const { size, signal, show } = seeing
  const { preprocessing, denoiser } = model
  const data = prepareImage(image, { ...preprocessing, ...sides(size) })
  const view = { data, ...sides(size), channels: preprocessing.channels }
  const answer = (values: Float32Array): Raster => ({
    data: values,
    ...sides(size),
    channels: denoiser.classes,
  })
  const onAnswer = (soFar: () => Tensor4D): Promise<void> =>
    seeing.onPass(
      show &&
        (async () => {
          show(answer(await valuesOf(soFar(), signal)))
        }),
    )
  yield await valuesOf(await meanOf(model, stacked([view]), { ...seeing, onAnswer }), signal)
}

async function* rowsOfWindows(model: Model, image: Raster, seeing: Seeing): RowStream {
  const { fit, preprocessing: network, denoiser } = model
  const { size, signal, show, random } = seeing
  const windows = fit?.windows
  const merge = windows?.merging(size, network, denoiser.classes)
  if (!windows || !merge) return
  for (const { index, corners, views, settled } of windowGroups(model, windows, image, size)) {
    const mean = await meanOf(model, stacked(views), {
      ...seeing,
      random: random.fork('windows').fork(index),
      onAnswer: () => seeing.onPass(),
    })
    const values = await valuesOf(mean, signal)
    const each = values.length / corners.length
    for (const [i, at] of corners.entries())
      merge.add(at, values.subarray(i * each, (i + 1) * each))
    show?.(merge.result())
    if (!show && merge.settle) yield merge.settle(settled)
  }
  if (show || !merge.settle) yield merge.result().data
}

function sides({ height, width }: Size): Size {
  return { height, width }
}
