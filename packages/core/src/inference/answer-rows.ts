import type { Size } from '../contracts/fit.js'
import type { Model } from '../contracts/model.js'
import type { Raster } from '../contracts/sample.js'
import { checkChannels, checkRaster } from '../raster/check-raster.js'
import { risingResizer } from '../raster/rising-resizer.js'
import { resizeRaster } from '../raster/resize.js'
import { createRandom } from '../support/random.js'
import type { Answering } from './answering.js'
import { meanOfRasters, meanOfStreams, type RowStream } from './row-streams.js'
import type { Seeing } from './answer-whole.js'
import { checkScales } from './scales.js'
import { passesAt, rowsAt } from './scale-rows.js'

/**
 * Mean class probabilities at a working size, of the whole or of every window of the model's fit, at each scale:
 * rows as they are complete, from the first to the last. Of windows no more is held than those rows to which
 * one may still be added.
 *
 * @param image Values in `[0, 1]`, of any size.
 * @param working The size of the answer, at which a scale of 1 sees the image.
 * @throws SpadError if `scales` are out of range, or the image is not as the model takes it.
 */
export function answerRows(
  model: Model,
  image: Raster,
  working: Size,
  { steps, ensemble, scales: given, seed, signal, onProgress, onStep }: Answering,
): RowStream {
  const scales = checkScales(given)
  checkChannels('the image', image, model.preprocessing.channels)
  checkRaster('core', 'image', image)
  const { denoiser } = model
  const passes = denoiser.usesState ? steps : 1
  const sizes = scales.map((scale) => sizeAt(model, working, scale))
  const all = sizes.reduce((sum, size) => sum + passesAt(model, size, passes * ensemble), 0)
  const latest: Raster[] = []
  let done = 0
  const streams = sizes.map((size, i) => {
    const numbers = createRandom(seed)
    const seeing: Seeing = {
      ...{ size, passes, ensemble, signal },
      random: scales[i] === 1 ? numbers : numbers.fork('scale').fork(i),
      told: () => {
        done++
        onProgress?.(done, all)
      },
      ...(onStep && {
        show: (soFar: Raster) => {
          latest[i] = resizeRaster(soFar, working.height, working.width)
          onStep(meanOfRasters(latest.filter(Boolean)), done, all)
        },
      }),
    }
    return resizedStream(
      rowsAt(model, image, seeing),
      { ...size, channels: denoiser.classes },
      working,
    )
  })
  const [only] = streams
  return only && streams.length === 1
    ? only
    : meanOfStreams(streams, working.width * denoiser.classes)
}

/** Where a whole image is seen at once, a multiple of the network's stride. */
function sizeAt({ fit, denoiser: { stride } }: Model, working: Size, scale: number): Size {
  const unit = fit?.windows ? 1 : stride
  const side = (length: number): number => Math.max(1, Math.round((length * scale) / unit)) * unit
  return { height: side(working.height), width: side(working.width) }
}

async function* resizedStream(
  stream: RowStream,
  from: Size & { readonly channels: number },
  to: Size,
): RowStream {
  const resize = risingResizer(from, to)
  for await (const rows of stream) yield resize(rows)
}
