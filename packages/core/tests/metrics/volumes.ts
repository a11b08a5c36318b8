import type { Grid, LabelVolume } from '../../src/index.js'

/** A grid with upright axes. */
export const gridOf = (size: Grid['size'], spacing: Grid['spacing'] = [1, 1, 1]): Grid => ({
  size,
  spacing,
  origin: [0, 0, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
})

/** A label volume of digits: slices of rows. */
export const volume = (
  slices: readonly (readonly string[])[],
  spacing?: Grid['spacing'],
): LabelVolume => ({
  data: Uint8Array.from(slices.flat().join(''), Number),
  grid: gridOf([slices[0]?.[0]?.length ?? 0, slices[0]?.length ?? 0, slices.length], spacing),
})
