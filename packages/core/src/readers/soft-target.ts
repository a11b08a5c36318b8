import { fail } from '../support/errors.js'
import { IGNORED } from '../raster/ignored.js'
import { checkClasses } from '../raster/resize.js'
import type { LabelMap } from '../contracts/sample.js'

/**
 * The share of readers that say each class, `[height, width, classes]`, summing to 1 over classes. A reader
 * who ignores a pixel has no voice there; where all do it counts as background.
 *
 * @throws SpadError without readers, if their sizes differ, or one names a class that there is not.
 */
export function softTarget(readers: readonly LabelMap[], classes: number): Float32Array {
  const [first] = readers
  if (!first) return fail('core', '`readers` is empty: a share of readers needs at least one.')
  const pixels = first.data.length
  const counts = new Float32Array(pixels * classes)
  const voices = new Uint16Array(pixels)
  for (const reader of readers) {
    checkClasses(reader, classes)
    if (reader.height !== first.height || reader.width !== first.width)
      fail(
        'core',
        `\`readers\` have ${first.width} × ${first.height} and ${reader.width} × ${reader.height} ` +
          'pixels: all must have the size of the image.',
      )
    for (let pixel = 0; pixel < pixels; pixel++) {
      const label = reader.data[pixel]!
      if (label === IGNORED) continue
      voices[pixel] = voices[pixel]! + 1
      counts[pixel * classes + label] = counts[pixel * classes + label]! + 1
    }
  }
  for (let pixel = 0; pixel < pixels; pixel++) {
    const all = voices[pixel]!
    if (all === 0) counts[pixel * classes] = 1
    else for (let i = pixel * classes; i < (pixel + 1) * classes; i++) counts[i] = counts[i]! / all
  }
  return counts
}
