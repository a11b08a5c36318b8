/** One byte a voxel, column fastest, then row, then slice; anything but 0 is set. */
export interface VolumeMask {
  readonly data: Uint8Array
  /** Columns, rows, slices. */
  readonly size: readonly [number, number, number]
}
