import { checkNumber } from '../support/check.js'
import { fail } from '../support/errors.js'
import { resizeLabels, resizeRaster } from '../raster/resize.js'
import type { LabelMap } from '../contracts/sample.js'
import type { Prepared } from './prepare.js'
import type { Slicing } from './slicing.js'

/**
 * Rows and columns of a slice whose pixels are `spacing` mm wide and high, as nearly as whole numbers of
 * pixels are; at least one.
 */
function sidesAt(
  { height, width, spacing: [tall, wide] }: Slicing,
  spacing: number,
): readonly [number, number] {
  checkNumber('core', 'spacing', spacing, { above: 0 })
  const side = (pixels: number, mm: number): number =>
    Math.max(1, Math.round((pixels * mm) / spacing))
  return [side(height, tall), side(width, wide)]
}

/**
 * Pictures with pixels of `spacing` mm, whatever the scan's are; labels of that size are brought back to the
 * scan's own pixels, each by the class that covers most of it.
 */
export function atSpacing(prepared: Prepared, spacing: number): Prepared {
  const { slicing } = prepared
  const [height, width] = sidesAt(slicing, spacing)
  return {
    ...prepared,
    picture: (slice) => resizeRaster(prepared.picture(slice), height, width),
    place: (labels, slice, volume) => {
      if (labels.height !== height || labels.width !== width)
        fail(
          'core',
          `\`labels\` are ${labels.height} × ${labels.width}, but slices at ${spacing} mm are ${height} × ${width} pixels.`,
        )
      const own = resizeLabels(labels, slicing.height, slicing.width, classesIn(labels))
      prepared.place(own, slice, volume)
    },
  }
}

const classesIn = ({ data }: LabelMap): number =>
  1 + data.reduce((most, label) => Math.max(most, label), 0)
