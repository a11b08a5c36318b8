import { IGNORED } from './ignored.js'
import { checkClasses } from './resize.js'
import type { LabelMap, Raster } from '../contracts/sample.js'

/**
 * Turns labels into one channel per class, 1 where the pixel is of it and 0 elsewhere:
 * `[height, width, classes]`. An ignored pixel counts as background: its weight has to be 0.
 *
 * @throws SpadError if the map holds a class that there is not.
 */
export function oneHot(labels: LabelMap, classes: number): Float32Array {
  checkClasses(labels, classes)
  const data = new Float32Array(labels.data.length * classes)
  for (let pixel = 0; pixel < labels.data.length; pixel++) {
    const label = labels.data[pixel]!
    data[pixel * classes + (label === IGNORED ? 0 : label)] = 1
  }
  return data
}

/**
 * The likeliest class of each pixel; of equals, the lowest.
 *
 * @param probabilities Probabilities or logits, one channel per class, at most 256.
 * @param minArea For each class the share of the image that it has to cover, `[0, 1]`: where it covers
 *   less, its pixels are of the likeliest class that covers enough.
 */
export function argmaxLabels(probabilities: Raster, minArea: readonly number[] = []): LabelMap {
  const { data: values, height, width, channels } = probabilities
  const data = new Uint8Array(height * width)
  chooseLabels(values, channels, data)
  if (minArea.some(Boolean)) chooseLabels(values, channels, data, believed(data, channels, minArea))
  return { data, height, width }
}

/** Puts the likeliest class of each pixel into `labels`, in which those of `kept` classes stay as they are. */
export function chooseLabels(
  values: Float32Array,
  channels: number,
  labels: Uint8Array,
  kept?: readonly boolean[],
): void {
  for (let pixel = 0; pixel < labels.length; pixel++) {
    if (kept?.[labels[pixel]!]) continue
    const start = pixel * channels
    let best = 0
    for (let k = 1; k < channels; k++)
      if (values[start + k]! > values[start + best]! && (!kept || kept[k])) best = k
    labels[pixel] = best
  }
}

/** Which classes cover as much of the image as they have to. */
export function believed(
  labels: Uint8Array,
  classes: number,
  minArea: readonly number[],
): boolean[] {
  const counts = new Uint32Array(classes)
  for (const label of labels) counts[label] = counts[label]! + 1
  return [...counts].map((count, k) => count >= (minArea.at(k) ?? 0) * labels.length)
}
