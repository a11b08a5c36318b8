import type { LabelClass, LabelVolume, NamedFile, Writer } from '@spad/core'
import { fail } from '@spad/core'
import { joined } from '../dicom/inflate-now.js'
import { SYNTAX } from '../dicom/syntaxes.js'
import { checkLabels } from './check-labels.js'
import { copiedElements } from './copied-elements.js'
import {
  type Element,
  encodeElements,
  pointer,
  raw,
  sequence,
  shorts,
  text,
  longs,
} from './element-writer.js'
import { frameElements, reference, type SegFrame, sharedElements, uidOf } from './frame-elements.js'
import { framesOf, packBits } from './seg-pixels.js'
import { type Encode, segmentElements } from './segment-elements.js'
import { type SourceSeries, sourceSeries } from './source-series.js'
import { bytesOf, storedLabels, type StoredLabels } from './stored-values.js'
import { textEncoding } from './text-encoding.js'
import { newUid } from './uid.js'

export interface DicomSegOptions {
  /** The DICOM files that were segmented: patient, study and geometry are theirs. */
  readonly source: readonly NamedFile[]
  /** Which of several times or echoes of the source was segmented, from 0. @default 0 */
  readonly channel?: number | undefined
  /** A bit for each segment, or one number for all. @default BINARY */
  readonly type?: 'BINARY' | 'LABELMAP'
  /** Frames without a voxel are written too; some viewers count on it. @default false */
  readonly emptyFrames?: boolean
  /** The new series' description. @default Segmentation */
  readonly description?: string
  /** @default 1000 */
  readonly seriesNumber?: number
  /** When it was made. @default now */
  readonly date?: Date
  /** Makes unique identifiers. @default 2.25. and a random UUID */
  readonly uid?: () => string
}

const CLASSES = {
  BINARY: '1.2.840.10008.5.1.4.1.1.66.4',
  LABELMAP: '1.2.840.10008.5.1.4.1.1.66.7',
} as const

/**
 * DICOM Segmentation, BINARY or LABELMAP, explicit little endian (PS3.3 A.51 and A.81). It carries the
 * patient's and the study's fields of its source, as the standard asks. A class without a code is
 * written as SCT 85756007, Tissue. Segments are numbered from 1, in a label map by the classes' values, with 16
 * bits where one is above 255.
 */
export const dicomSegWriter: Writer<DicomSegOptions> = {
  name: 'dicom-seg',
  extension: '.dcm',
  write: async (labels, classes, options) => {
    if (!options)
      return fail('formats', '`source` is missing: give the DICOM files that were segmented.')
    checkLabels(labels, classes)
    const source = await sourceSeries(options.source, labels.grid, options.channel)
    return encodeSeg(labels, classes, source, options)
  },
}

function encodeSeg(
  labels: LabelVolume,
  classes: readonly LabelClass[],
  source: SourceSeries,
  options: DicomSegOptions,
): Uint8Array<ArrayBuffer> {
  const { type = 'BINARY', emptyFrames = false, uid = newUid } = options
  const instance = uid()
  const binary = type === 'BINARY'
  const stored = storedLabels(labels, classes)
  const numbers = binary ? classes.map((_, index) => index) : stored.numbers
  const frames: SegFrame[] = binary
    ? framesOf(labels, classes.length, emptyFrames)
    : source.slices.map((_, slice) => ({ slice }))
  const texts = textEncoding(source.head)
  const body = encodeElements([
    ...copiedElements(source.head, source.placed),
    texts.charset,
    ...general(options, { instance, series: uid(), encode: texts.encode }),
    ...references(source),
    ...dimensions(uid(), binary, source.placed),
    ...pixels(labels, binary ? packBits(labels, frames) : stored.data, frames.length, binary),
    text(0x00620001, 'CS', type),
    sequence(
      0x00620002,
      ...classes
        .map((each, index) => segmentElements(each, numbers[index] ?? index, texts))
        .slice(binary ? 1 : 0),
    ),
    sequence(0x52009229, sharedElements(labels.grid, slice(source, 0), source.placed)),
    sequence(
      0x52009230,
      ...frames.map((frame) => frameElements(frame, slice(source, frame.slice), source.placed)),
    ),
  ])
  return joined([fileMeta(CLASSES[type], instance), body])
}

const slice = ({ slices }: SourceSeries, index: number) =>
  slices[index] ?? fail('formats', `\`source\` has no slice ${index}.`)

interface Identity {
  readonly instance: string
  readonly series: string
  readonly encode: Encode
}

function general(options: DicomSegOptions, { instance, series, encode }: Identity): Element[] {
  const { type = 'BINARY', description = 'Segmentation', seriesNumber = 1000 } = options
  const stamp = (options.date ?? new Date()).toISOString().replaceAll(/[-:]/g, '')
  const [date, time] = [stamp.slice(0, 8), stamp.slice(9, 15)]
  return [
    text(0x00080008, 'CS', 'DERIVED', 'PRIMARY'),
    text(0x00080016, 'UI', CLASSES[type]),
    text(0x00080018, 'UI', instance),
    text(0x00080021, 'DA', date),
    text(0x00080023, 'DA', date),
    text(0x00080031, 'TM', time),
    text(0x00080033, 'TM', time),
    text(0x00080060, 'CS', 'SEG'),
    text(0x00080070, 'LO', 'SPAD'),
    raw(0x0008103e, 'LO', encode(description)),
    text(0x00081090, 'LO', 'SPAD for JavaScript'),
    text(0x00181000, 'LO', '1'),
    text(0x00181020, 'LO', '0.1.0'),
    text(0x0020000e, 'UI', series),
    text(0x00200011, 'IS', String(seriesNumber)),
    text(0x00200013, 'IS', '1'),
    text(0x00620013, 'CS', 'NO'),
    text(0x00700080, 'CS', 'SEGMENTATION'),
    raw(0x00700081, 'LO', encode(description)),
    text(0x00700084, 'PN', 'SPAD'),
  ]
}

function references(source: SourceSeries): Element[] {
  const files = [...new Map(source.slices.map((each) => [each.file, each])).values()]
  const instances = files.map((each) => reference(each).slice(0, 2))
  const series = uidOf(source.head.string('x0020000e'))
  return [
    sequence(0x00081115, [sequence(0x0008114a, ...instances), text(0x0020000e, 'UI', series)]),
  ]
}

function dimensions(organization: string, binary: boolean, placed: boolean): Element[] {
  const dimension = (target: number, group: number, label: string) => [
    text(0x00209164, 'UI', organization),
    pointer(0x00209165, target),
    pointer(0x00209167, group),
    text(0x00209421, 'LO', label),
  ]
  return [
    sequence(0x00209221, [text(0x00209164, 'UI', organization)]),
    sequence(
      0x00209222,
      ...(binary ? [dimension(0x0062000b, 0x0062000a, 'Segment Number')] : []),
      ...(placed ? [dimension(0x00200032, 0x00209113, 'Image Position Patient')] : []),
      ...(binary || placed ? [] : [dimension(0x00209453, 0x00209111, 'Frame Label')]),
    ),
  ]
}

function pixels(
  { grid }: LabelVolume,
  data: StoredLabels['data'],
  frames: number,
  binary: boolean,
): Element[] {
  const [columns, rows] = grid.size
  const bits = binary ? 1 : 8 * data.BYTES_PER_ELEMENT
  return [
    shorts(0x00280002, 1),
    text(0x00280004, 'CS', 'MONOCHROME2'),
    text(0x00280008, 'IS', String(frames)),
    shorts(0x00280010, rows),
    shorts(0x00280011, columns),
    shorts(0x00280100, bits),
    shorts(0x00280101, bits),
    shorts(0x00280102, bits - 1),
    shorts(0x00280103, 0),
    ...(binary ? [] : [shorts(0x00280120, 0)]),
    text(0x00282110, 'CS', '00'),
    ...(binary ? [] : [text(0x20500020, 'CS', 'IDENTITY')]),
    raw(0x7fe00010, bits > 8 ? 'OW' : 'OB', bytesOf(data)),
  ]
}

function fileMeta(sopClass: string, instance: string): Uint8Array {
  const elements = encodeElements([
    raw(0x00020001, 'OB', new Uint8Array([0, 1])),
    text(0x00020002, 'UI', sopClass),
    text(0x00020003, 'UI', instance),
    text(0x00020010, 'UI', SYNTAX.explicitLittle),
    text(0x00020012, 'UI', '2.25.260218563478312043155743216846502931571'),
    text(0x00020013, 'SH', 'SPAD_JS'),
  ])
  const length = encodeElements([longs(0x00020000, elements.length)])
  const preamble = new Uint8Array(132)
  preamble.set([68, 73, 67, 77], 128)
  return joined([preamble, length, elements])
}
