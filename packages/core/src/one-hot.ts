import { checkClasses } from './resize.js'
import type { LabelMap, Raster } from './sample.js'

/**
 * Turns labels into one channel per class, 1 where the pixel is of it and 0 elsewhere:
 * `[height, width, classes]`.
 *
 * @throws SpadError if the map holds a class that there is not.
 */
export function oneHot(labels: LabelMap, classes: number): Float32Array {
  checkClasses(labels, classes)
  const data = new Float32Array(labels.data.length * classes)
  for (let pixel = 0; pixel < labels.data.length; pixel++)
    data[pixel * classes + (labels.data[pixel] ?? 0)] = 1
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
  const choose = (believed?: readonly boolean[]): void => {
    data.forEach((label, pixel) => {
      if (believed?.[label]) return
      const start = pixel * channels
      let best = 0
      for (let k = 1; k < channels; k++)
        if ((values[start + k] ?? 0) > (values[start + best] ?? 0) && (!believed || believed[k]))
          best = k
      data[pixel] = best
    })
  }
  choose()
  if (minArea.some(Boolean)) {
    const counts = new Uint32Array(channels)
    for (const label of data) counts[label] = (counts[label] ?? 0) + 1
    choose([...counts].map((count, k) => count >= (minArea[k] ?? 0) * data.length))
  }
  return { data, height, width }
}
