import type { LabelClass, LabelVolume } from '@spad/core'
import { amount, fail } from '@spad/core'

/** @throws SpadError unless every voxel is the index of a class, and the grid has room for them. */
export function checkLabels({ data, grid }: LabelVolume, classes: readonly LabelClass[]): void {
  const [columns, rows, slices] = grid.size
  if (data.length !== columns * rows * slices)
    fail(
      'formats',
      `\`labels\` have ${amount(data.length, 'voxel')}, but a grid of ${grid.size.join(' × ')}.`,
    )
  if (classes.length < 2)
    fail(
      'formats',
      `\`classes\` has ${amount(classes.length, 'entry', 'entries')}: give the background and at least one more.`,
    )
  if (classes.length > 256)
    fail(
      'formats',
      `\`classes\` has ${amount(classes.length, 'entry', 'entries')}: a label volume has 256 at most.`,
    )
  const most = data.reduce((largest, value) => Math.max(largest, value), 0)
  if (most >= classes.length)
    fail(
      'formats',
      `\`labels\` have the class ${most}, but there are only ${classes.length} classes.`,
    )
}
