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
 */
export function argmaxLabels(probabilities: Raster): LabelMap {
  const { height, width, channels } = probabilities
  const data = new Uint8Array(height * width)
  for (let pixel = 0; pixel < data.length; pixel++) {
    const start = pixel * channels
    let best = 0
    for (let label = 1; label < channels; label++)
      if ((probabilities.data[start + label] ?? 0) > (probabilities.data[start + best] ?? 0))
        best = label
    data[pixel] = best
  }
  return { data, height, width }
}
