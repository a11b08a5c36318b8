import type { LabelMap, Raster } from '../contracts/sample.js'

/**
 * Label maps of a single answer: sample `i` of `count` has at each pixel the largest class `k` of which
 * `P(class ≥ k) > (i + ½) / count`, the same level everywhere. So each class is shown by as many of them as it
 * has probability, contours lie one inside the other, and with two classes they are thresholds of the
 * foreground.
 *
 * They say how sure a pixel is, and nothing of which pixels change together.
 *
 * @param probabilities One channel per class, summing to 1.
 * @param count At least 1.
 */
export function levelSets(probabilities: Raster, count: number): LabelMap[] {
  const { data: values, height, width, channels } = probabilities
  const maps = Array.from({ length: count }, () => new Uint8Array(height * width))
  for (let pixel = 0; pixel < height * width; pixel++) {
    let above = 0
    let shown = 0
    for (let k = channels - 1; k > 0; k--) {
      above += values[pixel * channels + k]!
      // levels below `above`: those whose number is less than above · count − ½
      const reached = Math.min(count, Math.ceil(above * count - 0.5))
      for (; shown < reached; shown++) {
        const map = maps[shown]
        if (map) map[pixel] = k
      }
    }
  }
  return maps.map((data) => ({ data, height, width }))
}
