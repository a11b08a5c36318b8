import type { Size } from '../contracts/fit.js'
import type { Model } from '../contracts/model.js'
import type { Raster } from '../contracts/sample.js'
import { answerWhole, type Seeing } from './answer-whole.js'
import { breather } from '../support/breathe.js'
import { meanOf, stacked, valuesOf } from './members.js'
import type { RowStream } from './row-streams.js'
import { countGroups, windowGroups } from './window-rows.js'

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
  yield (await answerWhole(model, image, seeing)).data
}

async function* rowsOfWindows(model: Model, image: Raster, seeing: Seeing): RowStream {
  const { fit, preprocessing: network, denoiser } = model
  const { size, signal, show, told, random } = seeing
  const breathe = breather(40, signal)
  const windows = fit?.windows
  const merge = windows?.merging(size, network, denoiser.classes)
  if (!windows || !merge) return
  for (const { index, corners, views, settled } of windowGroups(model, windows, image, size)) {
    const mean = await meanOf(model, stacked(views), {
      ...seeing,
      random: random.fork('windows').fork(index),
      onAnswer: () => {
        told()
        return breathe()
      },
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
