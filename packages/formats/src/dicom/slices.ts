import type { Rescale, Scan } from '@spad/core'
import type { DataSet } from 'dicom-parser'
import { failFile } from '../file-error.js'
import { decimal, exactly, firstItem, isEmpty, itemsOf, known } from './elements.js'
import type { DicomFile } from './parse.js'
import type { PixelFormat } from './pixel-format.js'
import { orientationOf, pixelSpacingOf, positionOf } from './placing.js'
import { MODALITIES, UNITS } from './terms.js'

/** What is wrong with places of which no grid can be made. */
export const FLAT =
  'has axes that do not span space: mend its orientation, its positions and its spacing.'

/** One plane of a volume: a file, or a frame of one. */
export interface Slice {
  readonly file: DicomFile
  readonly format: PixelFormat
  readonly frame: number
  /** The centre of its first pixel, in mm, where the file says it. */
  readonly position?: readonly number[] | undefined
  /** Direction cosines along a row, then along a column. */
  readonly orientation?: readonly number[] | undefined
  /** Distance of rows, then of columns, in mm. */
  readonly pixelSpacing?: readonly number[] | undefined
  readonly atDetector: boolean
  /** What the file says of a third spacing in mm; asked only where positions cannot tell. */
  readonly thickness: () => number | undefined
  readonly rescale?: Rescale | undefined
  /** `broken`: what the file says of it is no number. */
  readonly window?: Scan['window'] | 'broken'
  readonly unit?: string | undefined
  readonly modality?: string | undefined
  /** What may tell it from others at its place. */
  readonly phase: Readonly<Record<PhaseKey, number | undefined>>
}

export type PhaseKey =
  | 'temporalPosition'
  | 'temporalIndex'
  | 'echoNumber'
  | 'bValue'
  | 'triggerTime'
  | 'acquisition'
  | 'temporalOffset'
  | 'triggerDelay'
  | 'echoTime'
  | 'inversionTime'
  | 'flipAngle'
  | 'frameTime'

/** The planes of a file, in its order. */
export function slicesOf(file: DicomFile, format: PixelFormat): Slice[] {
  const shared = firstItem(file.data, 'x52009229')
  const each = itemsOf(file.data, 'x52009230')
  const offsets = file.data.elements.x3004000c
    ? exactly(file.data, {
        name: file.name,
        tag: 'x3004000c',
        called: 'GridFrameOffsetVector',
        count: format.frames,
      })
    : undefined
  const nuclear = nuclearStack(file, format)
  return Array.from({ length: format.frames }, (_, frame) => {
    const plain = sliceOf(file, format, frame, [each[frame], shared])
    if (offsets) return along(plain, (offsets[frame] ?? 0) - (offsets[0] ?? 0))
    return nuclear ? along({ ...plain, ...nuclear }, frame * nuclear.step) : plain
  })
}

/**
 * Where nuclear medicine's frames lie that are the slices of one volume: the first at its detector's place, the
 * others along its normal, by a distance whose sign says to which side (DICOM PS3.3 C.8.4.9 and C.8.4.11).
 */
function nuclearStack({ name, data }: DicomFile, { frames }: PixelFormat) {
  const detector = firstItem(data, 'x00540022')
  if (data.elements.x00200032?.length || !detector || data.uint16('x00540081') !== frames)
    return undefined
  const position = positionOf(name, detector)
  const orientation = orientationOf(name, detector)
  const step = exactly(data, { name, tag: 'x00180088', called: 'SpacingBetweenSlices', count: 1 })
  if (!position || !orientation || !step?.[0]) return undefined
  return { position, orientation, step: step[0] }
}

/** RT Dose says how far its frames are from the first. */
function along(slice: Slice, offset: number): Slice {
  const { position, orientation } = slice
  if (!position || !orientation) return slice
  const normal = normalOf(orientation)
  return { ...slice, position: position.map((value, i) => value + offset * (normal[i] ?? 0)) }
}

/** At right angles to rows and columns. */
export function normalOf([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0]: readonly number[]): number[] {
  return [b * f - c * e, c * d - a * f, a * e - b * d]
}

type Groups = readonly (DataSet | undefined)[]

function sliceOf(file: DicomFile, format: PixelFormat, frame: number, groups: Groups): Slice {
  const { data, name } = file
  const group = (tag: string) => groups.map((each) => firstItem(each, tag)).find(Boolean) ?? data
  const measures = group('x00289110')
  const inPlane = pixelSpacingOf(name, measures)
  const detector = exactly(data, {
    name,
    tag: 'x00181164',
    called: 'ImagerPixelSpacing',
    count: 2,
  })
  return {
    file,
    format,
    frame,
    position: positionOf(name, group('x00209113')),
    orientation: orientationOf(name, group('x00209116')),
    pixelSpacing: inPlane ?? detector,
    atDetector: inPlane === undefined && detector !== undefined,
    thickness: () => thicknessOf(name, measures),
    rescale: rescaleOf(name, group('x00289145'), format),
    window: windowOf(group('x00289132')),
    unit: unitOf(data, group('x00289145')),
    modality: known(data, 'x00080060', MODALITIES),
    phase: {
      temporalPosition: decimal(data, 'x00200100'),
      temporalIndex: group('x00209111').uint32('x00209128'),
      echoNumber: decimal(data, 'x00180086'),
      bValue: group('x00189117').double('x00189087'),
      triggerTime: decimal(data, 'x00181060'),
      acquisition: decimal(data, 'x00200012'),
      temporalOffset: group('x00209310').double('x0020930d'),
      triggerDelay: group('x00189118').double('x00209153'),
      echoTime: group('x00189114').double('x00189082') ?? decimal(data, 'x00180081'),
      inversionTime: decimal(data, 'x00180082'),
      flipAngle: decimal(data, 'x00181314'),
      frameTime: decimal(data, 'x00541300'),
    },
  }
}

function rescaleOf(
  name: string,
  data: DataSet,
  { samples, photometric }: PixelFormat,
): Rescale | undefined {
  const read = (tag: string, called: string) => exactly(data, { name, tag, called, count: 1 })?.[0]
  const slope = read('x00281053', 'RescaleSlope')
  const intercept = read('x00281052', 'RescaleIntercept')
  if (slope === 0) failFile(name, 'has the RescaleSlope 0, which makes all pixels equal: mend it.')
  const grey = samples === 1 && photometric !== 'PALETTE COLOR' && !data.elements.x00283000
  if (!grey || (slope === undefined && intercept === undefined)) return undefined
  return { slope: slope ?? 1, intercept: intercept ?? 0 }
}

/**
 * How far apart slices are, or how thick one is; undefined where the file says neither.
 *
 * @throws SpadError if one of them is no number, or the thickness negative.
 */
export function thicknessOf(name: string, measures: DataSet | undefined): number | undefined {
  const read = (tag: string, called: string): number =>
    exactly(measures, { name, tag, called, count: 1 })?.[0] ?? 0
  // its sign says to which side the next slice lies
  const between = Math.abs(read('x00180088', 'SpacingBetweenSlices'))
  const thickness = read('x00180050', 'SliceThickness')
  if (thickness < 0)
    failFile(name, `has the SliceThickness ${thickness}: it must be above 0. Mend it.`)
  return [between, thickness].find((one) => one > 0)
}

/** None where it has no width, as scanners write that have none to name (the standard wants 1 at least). */
function windowOf(data: DataSet): Slice['window'] {
  const tags = ['x00281050', 'x00281051']
  const [center, width] = tags.map((tag) => decimal(data, tag))
  if (tags.some((tag) => !isEmpty(data, tag) && decimal(data, tag) === undefined)) return 'broken'
  return center === undefined || width === undefined || width <= 0 ? undefined : { center, width }
}

function unitOf(data: DataSet, rescale: DataSet): string | undefined {
  const unit = known(rescale, 'x00281054', UNITS) ?? known(data, 'x00541001', UNITS)
  const isCt = data.string('x00080060')?.trim() === 'CT'
  return unit ?? (isCt && rescale.elements.x00281052 ? 'HU' : undefined)
}
