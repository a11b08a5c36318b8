import type { LabelMap } from '../contracts/sample.js'
import { argmaxLabels } from '../raster/one-hot.js'
import { fail } from '../support/errors.js'
import { softTarget } from './soft-target.js'

/**
 * The class that most readers say at each pixel; of equals, the lowest.
 *
 * @param classes Background included.
 * @throws SpadError without readers, or if their sizes differ.
 */
export function majority(readers: readonly LabelMap[], classes: number): LabelMap {
  const data = softTarget(readers, classes)
  const { height, width } = readers[0] ?? fail('core', '`readers` is empty: give at least one.')
  return argmaxLabels({ data, height, width, channels: classes })
}
