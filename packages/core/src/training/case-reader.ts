import { checkNumber } from '../support/check.js'
import { checkChannels, checkLabelMap, checkRaster } from '../raster/check-raster.js'
import type { Dataset } from '../contracts/dataset.js'
import { fail } from '../support/errors.js'
import type { Fit } from '../contracts/fit.js'
import type { Preprocessing } from '../contracts/model.js'
import { resizeLabels, resizeRaster } from '../raster/resize.js'
import { mapLabels } from '../readers/map-labels.js'
import type { LabelMap, Sample } from '../contracts/sample.js'

export interface CaseReaderOptions {
  /**
   * How many bytes of cases stay in memory, at the network's size (4 per pixel and channel, 1 per
   * label). The first that are read stay; the others are read whenever they are needed.
   *
   * @default 2 ** 30
   */
  readonly cacheBytes?: number
}

/** The cases of a data set at the size that the network's fit works at. */
export interface CaseReader {
  /** Begins to read what `take` will be asked for next. */
  expect(indices: readonly number[]): void
  /** Cases by their indices, in that order. */
  take(indices: readonly number[]): Promise<Sample[]>
}

/**
 * Reads the cases of a data set: those that there is room for once, the others each time.
 *
 * @throws SpadError if the data set is empty.
 */
export function caseReader(
  data: Dataset,
  preprocessing: Preprocessing,
  { cacheBytes = 2 ** 30, fit }: CaseReaderOptions & { readonly fit?: Fit | undefined } = {},
): CaseReader {
  checkNumber('core', 'cacheBytes', cacheBytes, { min: 0 })
  if (data.names.length === 0)
    fail('core', 'the data set is empty: training and validation need at least one case.')
  let room = cacheBytes
  const known = new Map<number, Promise<Sample>>()
  const kept = new Set<number>()
  const begin = (index: number): Promise<Sample> => {
    let reading = known.get(index)
    if (!reading) {
      known.set(index, (reading = readSample(data, index, preprocessing, fit)))
      // it may fail while nobody waits; whoever takes it hears of it
      reading.catch(() => undefined)
    }
    return reading
  }
  const finish = async (index: number): Promise<Sample> => {
    try {
      return await begin(index)
    } catch (error) {
      // what went wrong may be over when it is asked for again
      known.delete(index)
      throw error
    }
  }
  return {
    expect(indices) {
      for (const index of indices) void begin(index)
    },
    async take(indices) {
      const samples = await Promise.all(indices.map(finish))
      indices.forEach((index, i) => {
        const bytes = sizeOf(samples[i])
        if (kept.has(index)) return
        if (bytes <= room) {
          room -= bytes
          kept.add(index)
        } else known.delete(index)
      })
      return samples
    },
  }
}

function sizeOf(sample?: Sample): number {
  if (!sample) return 0
  const { image, labels, readers = [] } = sample
  return image.data.byteLength + labels.data.byteLength * (1 + readers.length)
}

/**
 * Reads a case at the size that the fit works at; by default that is the network's.
 *
 * @throws SpadError if it has other channels than the network takes, numbers that are not finite or not
 *   from 0 to 1, labels of another size or that are no classes, or cannot be read.
 */
export async function readSample(
  data: Dataset,
  index: number,
  { height, width, channels }: Preprocessing,
  fit?: Fit,
): Promise<Sample> {
  const { name, image, labels, readers, unknown } = await data.read(index)
  checkChannels(`\`${name}\``, image, channels)
  checkRaster('core', name, image)
  for (const map of [labels, ...(readers ?? [])]) {
    checkLabelMap('core', name, map, data.classes.length)
    if (map.height !== image.height || map.width !== image.width)
      fail(
        'core',
        `\`${name}\` has an image of ${image.width} × ${image.height} and labels of ` +
          `${map.width} × ${map.height}: they must be equal.`,
      )
  }
  const network = { height, width }
  const working = fit?.workingSize(image, network) ?? network
  const resized = (map: LabelMap): LabelMap =>
    resizeLabels(map, working.height, working.width, data.classes.length)
  return {
    name,
    image: resizeRaster(image, working.height, working.width),
    ...mapLabels({ labels, ...(readers && { readers }) }, resized),
    ...(unknown && { unknown }),
  }
}
