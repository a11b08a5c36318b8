import { amount } from '@spad/core'
import type { LabelClass, NamedFile, ReadOptions, Scan } from '@spad/core'
import { collectFaults } from '../dicom/faults.js'
import { failFile } from '../file-error.js'
import { readNrrd } from '../nrrd/nrrd-reader.js'
import type { ReadLabels } from './read-dicom-seg.js'
import { NOTHING } from './segment-classes.js'

interface Segment {
  readonly layer: number
  readonly value: number
  readonly name: string
  readonly color: readonly [number, number, number]
}

/** Slicer's `.seg.nrrd`, of one layer or several. A class' `value` is its place in the file. */
export async function readSegNrrd(
  files: readonly NamedFile[],
  options: ReadOptions = {},
): Promise<ReadLabels> {
  const { scan, header } = await readNrrd(files)
  const name = files[0]?.name ?? ''
  const faults = collectFaults(name, options.allow)
  const segments = segmentsOf(name, header.pairs, scan.channels)
  if (segments.length === 0 || segments.length > 255)
    return failFile(name, `has ${segments.length} segments: 1 to 255 are read.`)
  const labels = new Uint8Array(scan.data.length / scan.channels)
  let overlap = 0
  segments.forEach(({ layer, value }, index) => {
    for (let i = 0; i < labels.length; i++)
      if (scan.data[i * scan.channels + layer] === value) {
        if (labels[i]! !== 0) overlap++
        labels[i] = index + 1
      }
  })
  if (overlap > 0)
    faults.report(
      'overlap',
      `segments overlap in ${amount(overlap, 'voxel')}: the later one is taken`,
    )
  const nobodys = strayVoxels(scan, segments)
  if (nobodys > 0)
    faults.note(`${amount(nobodys, 'voxel')} of no segment, though not 0, became background.`)
  const classes: LabelClass[] = segments.map((each, index) => ({
    name: each.name,
    value: index + 1,
    color: each.color,
  }))
  return {
    labels: { data: labels, grid: scan.grid },
    classes: [NOTHING, ...classes],
    notes: [...(scan.notes ?? []), ...faults.notes],
  }
}

/** How many numbers other than 0 no segment of their layer has. */
function strayVoxels({ data, channels }: Scan, segments: readonly Segment[]): number {
  const known = Array.from(
    { length: channels },
    (_, layer) =>
      new Set([0, ...segments.filter((each) => each.layer === layer).map(({ value }) => value)]),
  )
  let stray = 0
  for (let i = 0; i < data.length; i++) if (!known[i % channels]!.has(data[i]!)) stray++
  return stray
}

/** Of a file with several layers and no word of them, as Slicer 4 wrote it, each segment has its own. */
function segmentsOf(name: string, pairs: ReadonlyMap<string, string>, layers: number): Segment[] {
  const segments: Segment[] = []
  for (let index = 0; pairs.has(`Segment${index}_ID`); index++) {
    const field = (key: string) => pairs.get(`Segment${index}_${key}`)
    const [red = 1, green = 0, blue = 0] = (field('Color') ?? '1 0 0').split(' ').map(Number)
    const layer = Number(field('Layer') ?? (layers > 1 ? index : 0))
    const value = Number(field('LabelValue') ?? 1)
    if (!(Number.isInteger(layer) && layer >= 0 && layer < layers))
      failFile(
        name,
        `has \`Segment${index}_Layer\` ${layer}: its layers count from 0 to ${layers - 1}. Save it anew.`,
      )
    if (!Number.isInteger(value) || value === 0)
      failFile(
        name,
        `has \`Segment${index}_LabelValue\` ${value}: it must be a whole number other than 0. Save it anew.`,
      )
    segments.push({
      layer,
      value,
      name: field('Name') ?? `segment ${index + 1}`,
      color: [Math.round(255 * red), Math.round(255 * green), Math.round(255 * blue)],
    })
  }
  return segments
}
