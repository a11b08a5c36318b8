import type { Grid, NamedFile } from '@spad/core'
import { fail } from '@spad/core'
import type { DataSet } from 'dicom-parser'
import { collectFaults } from '../dicom/faults.js'
import { orderSlices } from '../dicom/order-slices.js'
import { parseDicomFile } from '../dicom/parse.js'
import { pixelFormat } from '../dicom/pixel-format.js'
import { phasesOf } from '../dicom/phases.js'
import { type Slice, slicesOf } from '../dicom/slices.js'
import { affineOf, at } from '../geometry/affine.js'

/** The images that labels were made of, slice by slice as the labels have them. */
export interface SourceSeries {
  readonly head: DataSet
  readonly slices: readonly Slice[]
  /** Whether it says where it lies in the patient; a radiograph does not. */
  readonly placed: boolean
}

/**
 * Finds the image of every slice of a grid; of several times that of `channel`. Faults of the series are accepted here: whoever has labels
 * has read it.
 *
 * @throws SpadError if grid and series differ, and by how much.
 */
export async function sourceSeries(
  files: readonly NamedFile[],
  grid: Grid,
  channel = 0,
): Promise<SourceSeries> {
  const parsed = await Promise.all(files.map(({ name, bytes }) => parseDicomFile(name, bytes)))
  const [first] = parsed
  if (!first) return fail('formats', '`source` is empty: give the DICOM files that were segmented.')
  const slices = parsed.flatMap((file) => slicesOf(file, pixelFormat(file)))
  const faults = collectFaults(first.name, ['missing-slices', 'uneven-slices', 'tilt'])
  const { stacks } = phasesOf(slices)
  const stack = orderSlices(
    stacks[channel] ??
      fail(
        'formats',
        `\`channel\` is ${channel}: \`source\` has ${stacks.length}, counted from 0.`,
      ),
    faults,
  )
  const [one] = stack.slices
  if (!one) return fail('formats', '`source` has no image.')
  const size = [one.format.columns, one.format.rows, stack.slices.length]
  if (size.join() !== grid.size.join())
    fail('formats', `\`labels\` are ${grid.size.join(' × ')}, \`source\` is ${size.join(' × ')}.`)
  if (!one.position || !stack.affine) {
    if (stack.slices.length > 1)
      fail('formats', '`source` says not where its slices lie: a DICOM-SEG of several needs that.')
    return { head: first.data, slices: stack.slices, placed: false }
  }
  const own = affineOf(grid)
  const apart = Math.max(...stack.affine.map((value, index) => Math.abs(value - at(own, index))))
  if (!(apart < 1e-3))
    fail(
      'formats',
      `\`labels\` and \`source\` lie up to ${Number(apart.toFixed(4))} mm apart: resample the labels onto the source.`,
    )
  return { head: first.data, slices: stack.slices, placed: true }
}
