import type { Size } from '../contracts/fit.js'
import type { Postprocessing } from '../contracts/model.js'
import { postprocessed } from '../objects/postprocessed.js'
import { enlargedLabels } from '../raster/enlarged-labels.js'
import { believed, chooseLabels } from '../raster/one-hot.js'
import { preferred } from '../raster/preferred.js'
import { rowResizer } from '../raster/resize.js'
import type { LabelMap, Raster } from '../contracts/sample.js'

/** Rows that are enlarged at once: few, so that they stay in the processor's cache. */
const ROWS = 16

/**
 * The likeliest classes of probabilities that are resized to `size`, without the resized probabilities:
 * `segmentationOf(resizeRaster(…), rules).labels`, to the bit.
 */
export function labelsAt(
  answer: Raster,
  { height, width }: Size,
  rules?: Postprocessing,
): LabelMap {
  const minArea = rules?.minArea ?? []
  const probabilities = preferred(answer, rules?.preference)
  const { channels } = probabilities
  const rows = rowResizer(probabilities, height, width)
  const choose = (labels: Uint8Array, kept?: readonly boolean[]): Uint8Array => {
    for (let from = 0; from < height; from += ROWS) {
      const to = Math.min(height, from + ROWS)
      chooseLabels(rows(from, to), channels, labels.subarray(from * width, to * width), kept)
    }
    return labels
  }
  const enlarges = height >= probabilities.height && width >= probabilities.width
  const data = enlarges
    ? enlargedLabels(probabilities, height, width)
    : choose(new Uint8Array(height * width))
  if (minArea.some(Boolean)) {
    const kept = believed(data, channels, minArea)
    if (kept.includes(false)) choose(data, kept)
  }
  return postprocessed({ data, height, width }, rules)
}
