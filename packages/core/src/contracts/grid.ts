/**
 * Where the voxels of a volume lie in the patient, in millimetres, in LPS: x to the patient's left, y to
 * the back, z to the head (DICOM PS3.3 C.7.6.2.1.1). An image without geometry has spacing 1, origin 0 and
 * the identity as direction.
 */
export interface Grid {
  /** Columns, rows, slices. */
  readonly size: readonly [number, number, number]
  /** Distance of the centres of neighbouring voxels along columns, rows and slices, in mm, each above 0. */
  readonly spacing: readonly [number, number, number]
  /** The centre of the first voxel, in mm. */
  readonly origin: readonly [number, number, number]
  /**
   * Direction cosines, row by row: column `k` of this 3 × 3 matrix is the unit vector along which index
   * `k` (column, row, slice) grows.
   */
  readonly direction: readonly [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
}
