import { basename } from 'node:path'
import { amount, fail, type Grid, type LabelVolume, type NamedFile } from '@spad/core'
import {
  dicomReader,
  identityGrid,
  readerOf,
  readScan,
  readSegmentation,
  valuesOf,
} from '@spad/formats'
import { asCommand } from '../scans/scan-source.js'
import { readFiles } from '../scans/read-files.js'
import { isPicture, type LabelFile } from './find-label-files.js'
import { colorName, isBlack, oneColourTwice } from '../data/palette-colors.js'
import { readMask, type Rgb } from '../data/read-mask.js'

/** What a file calls a class. */
export interface FileClass {
  readonly value: number
  /** Where the file has names. */
  readonly name?: string
}

/** Labels as a file has them. */
export interface FileLabels {
  /** Each voxel is an index into `classes`. */
  readonly labels: LabelVolume
  /** The background first. */
  readonly classes: readonly FileClass[]
  /** Whether slices without a class may be absent, as in segmentations of DICOM and of Slicer. */
  readonly cropped: boolean
  /** Whether it is a picture, whose pixels have no size in mm. */
  readonly picture: boolean
  readonly notes: readonly string[]
}

/** More numbers than this are no labels. */
const MOST = 254

/**
 * Reads one label file. Numbers are classes, 0 is the background; segments have names. A PNG or TIFF is read
 * as a data set's masks are.
 *
 * @throws SpadError if it is no label volume, or cannot be read.
 */
export async function readLabelFile(
  { paths }: LabelFile,
  allow: readonly string[],
): Promise<FileLabels> {
  const [path = ''] = paths
  if (isPicture(path)) return await readPicture(path)
  const files = await readFiles(paths)
  const file = basename(path)
  return await asCommand(async () => {
    if (isSegmentation(files)) {
      const { labels, classes, notes } = await readSegmentation(files, { allow })
      if (classes.length - 1 > MOST) tooMany(file, classes.length - 1)
      return { labels, classes, cropped: true, picture: false, notes }
    }
    const scan = await readScan(files, { allow })
    if (scan.channels !== 1)
      fail('node', `\`${file}\` has ${amount(scan.channels, 'channel')}: labels have 1.`)
    const own = numbered(file, valuesOf(scan), scan.grid)
    return { ...own, cropped: false, picture: false, notes: scan.notes ?? [] }
  })
}

/** DICOM has labels as segmentations only; NRRD says what its segments are. */
function isSegmentation([file]: readonly NamedFile[]): boolean {
  if (!file) return false
  if (readerOf(file) === dicomReader) return true
  const head = new TextDecoder('latin1').decode(file.bytes.subarray(0, 65536))
  return head.startsWith('NRRD') && /^Segment0_ID:=/m.test(head)
}

async function readPicture(path: string): Promise<FileLabels> {
  const { data, width, height, colors } = await readMask(path)
  const notes = colors ? paletteNotes(basename(path), colors) : []
  const own = numbered(basename(path), data, identityGrid(width, height))
  return { ...own, cropped: false, picture: true, notes }
}

/** Numbers are classes, and 0 is the background: a palette may say otherwise. */
function paletteNotes(file: string, colors: ReadonlyMap<number, Rgb>): string[] {
  const first = colors.get(0)
  const black = [...colors].find(([value, color]) => value > 0 && isBlack(color))
  if (first && black && !isBlack(first))
    fail(
      'node',
      `\`${file}\` has ${colorName(first)} at place 0 of its palette and black at ${black[0]}: ` +
        'number 0 is the background here. Save it with black as the first place.',
    )
  const twice = oneColourTwice(colors)
  return twice
    ? [`${twice.places.join(' and ')}, both ${twice.color} in its palette, are two classes.`]
    : []
}

function numbered(
  file: string,
  values: ArrayLike<number>,
  grid: Grid,
): Pick<FileLabels, 'labels' | 'classes'> {
  const indices = new Map([[0, 0]])
  const data = new Uint8Array(values.length)
  for (let i = 0, last = 0, own = 0; i < values.length; i++) {
    const value = values[i]!
    if (value !== last) own = indices.get(value) ?? added(file, indices, value)
    last = value
    data[i] = own
  }
  const classes = [...indices.keys()].map((value) => ({ value }))
  return { labels: { data, grid }, classes }
}

function added(file: string, indices: Map<number, number>, value: number): number {
  if (!(Number.isInteger(value) && value >= 0))
    fail('node', `\`${file}\` holds ${value}: labels are whole numbers from 0. Is it an image?`)
  if (indices.size > MOST) tooMany(file, indices.size)
  const index = indices.size
  indices.set(value, index)
  return index
}

const tooMany = (file: string, count: number): never =>
  fail(
    'node',
    `\`${file}\` has ${count} classes or more: ${MOST} are compared at most. Is it an image?`,
  )
