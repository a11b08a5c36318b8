import type { DataSet } from 'dicom-parser'
import { failFile } from '../file-error.js'
import { dot } from '../geometry/affine.js'
import { exactly } from './elements.js'

/** The centre of a plane's first pixel, in mm; undefined where the file does not say it. */
export const positionOf = (name: string, data: DataSet | undefined): number[] | undefined =>
  exactly(data, { name, tag: 'x00200032', called: 'ImagePositionPatient', count: 3 })

/** Distance of rows, then of columns, in mm; undefined where the file does not say it. */
export const pixelSpacingOf = (name: string, data: DataSet | undefined): number[] | undefined =>
  exactly(data, { name, tag: 'x00280030', called: 'PixelSpacing', count: 2 })

/**
 * Direction cosines along a row, then along a column; undefined where the file does not say them.
 *
 * @throws SpadError unless they are of length 1 and at right angles, but for the digits that are left out.
 */
export function orientationOf(name: string, data: DataSet | undefined): number[] | undefined {
  const wanted = { name, tag: 'x00200037', called: 'ImageOrientationPatient', count: 6 }
  const cosines = exactly(data, wanted)
  if (!cosines) return undefined
  const [row, column] = [cosines.slice(0, 3), cosines.slice(3)]
  const off = [dot(row, row) - 1, dot(column, column) - 1, dot(row, column)]
  if (!off.every((value) => Math.abs(value) < 0.01))
    failFile(
      name,
      'has `ImageOrientationPatient` that is not two directions of length 1 at right angles: mend it.',
    )
  return cosines
}
