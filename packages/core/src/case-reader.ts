import { checkNumber } from './check.js'
import { checkLabelMap, checkRaster } from './check-raster.js'
import type { Dataset } from './dataset.js'
import { fail } from './errors.js'
import type { Preprocessing } from './model.js'
import { resizeLabels, resizeRaster } from './resize.js'
import type { Sample } from './sample.js'

export interface CaseReaderOptions {
  /**
   * How many bytes of cases stay in memory, at the network's size (4 per pixel and channel, 1 per
   * label). The first that are read stay; the others are read whenever they are needed.
   *
   * @default 2 ** 30
   */
  readonly cacheBytes?: number
}

/** The cases of a data set at the network's size. */
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
  { cacheBytes = 2 ** 30 }: CaseReaderOptions = {},
): CaseReader {
  checkNumber('core', 'cacheBytes', cacheBytes, { min: 0 })
  if (data.names.length === 0)
    fail('core', 'the data set is empty: training and validation need at least one case.')
  const { height, width, channels } = preprocessing
  const room = Math.floor(cacheBytes / (height * width * (4 * channels + 1)))
  const known = new Map<number, Promise<Sample>>()
  const kept = new Set<number>()
  const begin = (index: number): Promise<Sample> => {
    let reading = known.get(index)
    if (!reading) {
      known.set(index, (reading = readSample(data, index, preprocessing)))
      // it may fail while nobody waits; whoever takes it hears of it
      reading.catch(() => undefined)
    }
    return reading
  }
  return {
    expect(indices) {
      for (const index of indices) void begin(index)
    },
    async take(indices) {
      const samples = await Promise.all(indices.map(begin))
      for (const index of indices)
        if (kept.has(index) || kept.size < room) kept.add(index)
        else known.delete(index)
      return samples
    },
  }
}

/**
 * Reads a case at the network's size.
 *
 * @throws SpadError if it has other channels than the network takes, numbers that are not finite or not
 *   from 0 to 1, labels that are no classes, or cannot be read.
 */
export async function readSample(
  data: Dataset,
  index: number,
  { height, width, channels }: Preprocessing,
): Promise<Sample> {
  const { name, image, labels } = await data.read(index)
  if (image.channels !== channels)
    fail(
      'core',
      `\`${name}\` has ${image.channels} channels: the network takes ${channels}. ` +
        'Read the data set with that many channels.',
    )
  checkRaster('core', name, image)
  checkLabelMap('core', name, labels, data.classes.length)
  return {
    name,
    image: resizeRaster(image, height, width),
    labels: resizeLabels(labels, height, width, data.classes.length),
  }
}
