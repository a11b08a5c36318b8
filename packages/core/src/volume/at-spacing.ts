import { checkNumber } from '../support/check.js'
import { fail } from '../support/errors.js'
import { resizeLabels, resizeRaster } from '../raster/resize.js'
import type { LabelMap } from '../contracts/sample.js'
import type { Prepared } from './prepare.js'
import type { Slicing } from './slicing.js'

/** Of a slice; also as many as a picture in a file may have. */
const MAX_PIXELS = 100_000_000

/**
 * Rows and columns of a slice whose pixels are `spacing` mm wide and high, as nearly as whole numbers of
 * pixels are; at least one.
 *
 * @throws SpadError if a slice would have more than 100 million.
 */
function sidesAt(
  { height, width, spacing: [tall, wide] }: Slicing,
  spacing: number,
): readonly [number, number] {
  checkNumber('core', 'spacing', spacing, { above: 0 })
  const side = (pixels: number, mm: number): number =>
    Math.max(1, Math.round((pixels * mm) / spacing))
  const [rows, columns] = [side(height, tall), side(width, wide)]
  if (rows * columns > MAX_PIXELS)
    fail(
      'core',
      `\`spacing\` is ${spacing} mm: a slice of ${size(width * wide)} × ${size(height * tall)} mm would have ` +
        `${columns} × ${rows} pixels, and ${MAX_PIXELS / 1e6} million are the most. Take a larger one.`,
    )
  return [rows, columns]
}

const size = (mm: number): string => String(Number(mm.toPrecision(3)))

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
