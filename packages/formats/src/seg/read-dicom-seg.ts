import { amount } from '@spad/core'
import type { Grid, LabelClass, LabelVolume, ReadOptions, ScanData } from '@spad/core'
import type { DataSet } from 'dicom-parser'
import type { CodecContext } from '../dicom/codecs/codec.js'
import { frameSource } from '../dicom/decode-frame.js'
import { firstItem, itemsOf, short, valueBytes } from '../dicom/elements.js'
import { collectFaults } from '../dicom/faults.js'
import type { DicomFile } from '../dicom/parse.js'
import { frameCount, pixelFormat } from '../dicom/pixel-format.js'
import { orientationOf, pixelSpacingOf, positionOf } from '../dicom/placing.js'
import { FLAT, normalOf, thicknessOf } from '../dicom/slices.js'
import { failFile } from '../file-error.js'
import { affineFrom, dot, minus, scaled } from '../geometry/affine.js'
import { placedGrid } from '../geometry/placed-grid.js'
import { countSamples, sliceOf } from '../limits.js'
import { classesOf } from './segment-classes.js'

/** Labels and what they stand for. */
export interface ReadLabels {
  readonly labels: LabelVolume
  /** Index 0 is the background; `value` is the number in the file. */
  readonly classes: readonly LabelClass[]
  readonly notes: readonly string[]
}

interface Frame {
  readonly along: number
  readonly position: readonly number[]
  readonly segment: number
  readonly pixels: (index: number) => number
}

/** A DICOM segmentation, BINARY or LABELMAP, on the slices from its first to its last frame. */
export async function readDicomSeg(
  file: DicomFile,
  options: ReadOptions & CodecContext = {},
): Promise<ReadLabels> {
  const { name, data } = file
  const faults = collectFaults(name, options.allow)
  const type = data.string('x00620001')?.trim()
  if (type !== 'BINARY' && type !== 'LABELMAP')
    return failFile(
      name,
      'is no segmentation of labels (BINARY or LABELMAP): read it by `readScan`.',
    )
  const columns = short(file, 'x00280011', 'Columns') ?? 0
  const rows = short(file, 'x00280010', 'Rows') ?? 0
  const count = frameCount(file)
  countSamples(name, [columns, rows, count])
  const orientation = commonOrientation(name, data)
  const pixels = columns * rows
  const read = type === 'BINARY' ? bits(file, pixels, count) : await numbers(file, options)
  const frames = framesOf(file, { type, read, count, orientation })
  const { grid, sliceAt } = gridOf(file, frames, { columns, rows, orientation })
  const classes = classesOf(name, data)
  const labels = new Uint8Array(countSamples(name, grid.size))
  const overlap = fill(name, labels, frames, { pixels, sliceAt, classes })
  if (overlap > 0)
    faults.report(
      'overlap',
      `segments overlap in ${amount(overlap, 'voxel')}: the later one is taken`,
    )
  return { labels: { data: labels, grid }, classes, notes: faults.notes }
}

const shared = (data: DataSet) => firstItem(data, 'x52009229')

function commonOrientation(name: string, data: DataSet): number[] {
  const groups = [shared(data), firstItem(data, 'x52009230')]
  if (isUnplaced(data)) return [1, 0, 0, 0, 1, 0]
  const found = groups.map((group) => orientationOf(name, firstItem(group, 'x00209116')))
  return found.find(Boolean) ?? failFile(name, 'says not how its frames are turned.')
}

/** Whether nothing says where it lies, as in the segmentation of a radiograph: its frames are one picture's. */
function isUnplaced(data: DataSet): boolean {
  const groups = [...itemsOf(data, 'x52009229'), ...itemsOf(data, 'x52009230')]
  return groups.every(({ elements }) => !elements.x00209116 && !elements.x00209113)
}

interface FrameContext {
  readonly type: 'BINARY' | 'LABELMAP'
  readonly read: ReadPixel
  readonly count: number
  readonly orientation: readonly number[]
}

function framesOf(
  { name, data }: DicomFile,
  { type, read, count, orientation }: FrameContext,
): Frame[] {
  const groups = itemsOf(data, 'x52009230')
  const normal = normalOf(orientation)
  const nowhere = isUnplaced(data) ? [0, 0, 0] : undefined
  return Array.from({ length: count }, (_, frame) => {
    const group = groups[frame]
    const position =
      positionOf(name, firstItem(group, 'x00209113')) ??
      positionOf(name, firstItem(shared(data), 'x00209113')) ??
      nowhere ??
      failFile(name, `says not where frame ${frame + 1} lies.`)
    const segment =
      firstItem(group, 'x0062000a')?.uint16('x0062000b') ??
      firstItem(shared(data), 'x0062000a')?.uint16('x0062000b') ??
      0
    if (type === 'BINARY' && segment === 0) failFile(name, `says not whose frame ${frame + 1} is.`)
    return { along: dot(normal, position), position, segment, pixels: read(frame, segment) }
  })
}

type ReadPixel = (frame: number, segment: number) => (index: number) => number

function bits({ name, data }: DicomFile, pixels: number, count: number): ReadPixel {
  if (data.elements.x7fe00010?.encapsulatedPixelData || data.uint16('x00280100') !== 1)
    return failFile(name, 'is a BINARY segmentation whose pixels are no plain bits.')
  const all = valueBytes(data, 'x7fe00010') ?? new Uint8Array(0)
  const packed = sliceOf(name, all, 0, Math.ceil((pixels * count) / 8))
  return (frame, segment) => (index) => {
    const bit = frame * pixels + index
    return ((packed[Math.floor(bit / 8)] ?? 0) >> (bit % 8)) & 1 ? segment : 0
  }
}

/** A label map's numbers, compressed or not; a palette would only colour them. */
async function numbers(file: DicomFile, context: CodecContext): Promise<ReadPixel> {
  const format = pixelFormat(file)
  const source = frameSource(file, { ...format, photometric: 'MONOCHROME2' }, context)
  const frames: ScanData[] = []
  for (let index = 0; index < format.frames; index++) frames.push(await source.frame(index))
  return (frame) => (index) => frames[frame]?.[index] ?? 0
}

interface Plane {
  readonly columns: number
  readonly rows: number
  readonly orientation: readonly number[]
}

function gridOf(
  { name, data }: DicomFile,
  frames: readonly Frame[],
  { columns, rows, orientation }: Plane,
): { grid: Grid; sliceAt: (along: number) => number } {
  const measures =
    firstItem(shared(data), 'x00289110') ?? firstItem(firstItem(data, 'x52009230'), 'x00289110')
  const [rowStep, columnStep] = pixelSpacingOf(name, measures) ?? [1, 1]
  const sorted = [...frames].sort((a, b) => a.along - b.along)
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (!first || !last) return failFile(name, 'has no frames.')
  const gaps = sorted.slice(1).map(({ along }, index) => along - (sorted[index]?.along ?? 0))
  const least = Math.min(...gaps.filter((gap) => gap > 1e-3), Infinity)
  const between = Number.isFinite(least) ? least : (thicknessOf(name, measures) ?? 1)
  const steps = Math.round((last.along - first.along) / between)
  const length = (last.along - first.along) / Math.max(1, steps) || between
  for (const { along } of sorted) {
    const place = (along - first.along) / length
    if (Math.abs(place - Math.round(place)) > 0.1)
      failFile(name, 'has frames that are unevenly apart.')
  }
  const step =
    steps > 0
      ? scaled(minus(last.position, first.position), 1 / steps)
      : scaled(normalOf(orientation), between)
  const axes = [
    scaled(orientation.slice(0, 3), columnStep ?? 1),
    scaled(orientation.slice(3), rowStep ?? 1),
    step,
  ]
  const size = [columns, rows, steps + 1] as const
  const grid = placedGrid(name, affineFrom(axes, first.position), size, FLAT)
  return { grid, sliceAt: (along) => Math.round((along - first.along) / length) }
}

interface FillContext {
  readonly pixels: number
  readonly sliceAt: (along: number) => number
  readonly classes: readonly LabelClass[]
}

/** Writes class indices, and tells how many voxels had another already. */
function fill(
  name: string,
  labels: Uint8Array,
  frames: readonly Frame[],
  { pixels, sliceAt, classes }: FillContext,
): number {
  const indexOf = new Map(classes.map(({ value }, index) => [value, index]))
  let overlap = 0
  for (const frame of frames) {
    const start = sliceAt(frame.along) * pixels
    for (let i = 0; i < pixels; i++) {
      const number = frame.pixels(i)
      if (number === 0) continue
      const index =
        indexOf.get(number) ??
        failFile(name, `has voxels of segment ${number}, which it does not describe.`)
      if ((labels[start + i] ?? 0) !== 0) overlap++
      labels[start + i] = index
    }
  }
  return overlap
}
