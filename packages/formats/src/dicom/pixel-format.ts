import { amount } from '@spad/core'
import { failFile } from '../file-error.js'
import { countSamples } from '../limits.js'
import type { SampleType } from '../samples/samples.js'
import { exactly, known, short } from './elements.js'
import type { DicomFile } from './parse.js'
import { SYNTAX } from './syntaxes.js'

/** How the pixels of a file are stored (DICOM PS3.3 C.7.6.3). */
export interface PixelFormat {
  readonly columns: number
  readonly rows: number
  readonly frames: number
  /** Samples of one pixel in the file; a palette's pixel has one. */
  readonly samples: number
  readonly photometric: string
  readonly type: SampleType
  readonly bitsAllocated: number
  readonly bitsStored: number
  readonly signed: boolean
  /** Colours lie in planes, not side by side. */
  readonly planar: boolean
  readonly littleEndian: boolean
  /** Where the pixels are. */
  readonly tag: string
}

const PHOTOMETRIC: ReadonlySet<string> = new Set([
  'MONOCHROME1',
  'MONOCHROME2',
  'PALETTE COLOR',
  'RGB',
  'YBR_FULL',
  'YBR_FULL_422',
  'YBR_ICT',
  'YBR_RCT',
])

const FLOATS: Readonly<Record<string, [SampleType, number]>> = {
  x7fe00008: ['float32', 32],
  x7fe00009: ['float64', 64],
}

/** @throws SpadError if there are no pixels or none that are read. */
export function pixelFormat(file: DicomFile): PixelFormat {
  const { name, data, syntax } = file
  const tag = ['x7fe00010', 'x7fe00008', 'x7fe00009'].find((each) => data.elements[each])
  if (tag === undefined) return failFile(name, 'has no pixels: give the files of images.')
  const columns = short(file, 'x00280011', 'Columns') ?? 0
  const rows = short(file, 'x00280010', 'Rows') ?? 0
  const frames = frameCount(file)
  const samples = short(file, 'x00280002', 'SamplesPerPixel') ?? 1
  countSamples(name, [columns, rows, frames, samples])
  const float = FLOATS[tag]
  const signed = !float && isSigned(file)
  const bitsAllocated = float?.[1] ?? short(file, 'x00280100', 'BitsAllocated') ?? 0
  const photometric =
    known(data, 'x00280004', PHOTOMETRIC) ??
    failFile(name, 'has a photometric interpretation that is not read.')
  if (samples !== 1 && samples !== 3)
    failFile(name, `has ${amount(samples, 'sample')} a pixel: 1 or 3 are read.`)
  if ((samples === 3) !== /^(RGB|YBR)/.test(photometric))
    failFile(name, `has ${amount(samples, 'sample')} a pixel, which does not suit ${photometric}.`)
  const type = float?.[0] ?? integerType(name, bitsAllocated, signed)
  return {
    columns,
    rows,
    frames,
    samples,
    photometric,
    type,
    bitsAllocated,
    bitsStored: float ? bitsAllocated : bitsStored(file, bitsAllocated),
    signed,
    planar: samples === 3 && isPlanar(file),
    littleEndian: syntax !== '1.2.840.10008.1.2.2',
    tag,
  }
}

/** Images of a file; a missing number says one. */
export function frameCount({ name, data }: DicomFile): number {
  const wanted = { name, tag: 'x00280008', called: 'NumberOfFrames', count: 1 }
  return exactly(data, wanted)?.[0] ?? 1
}

function isSigned(file: DicomFile): boolean {
  const said = short(file, 'x00280103', 'PixelRepresentation')
  if (said !== 0 && said !== 1)
    failFile(
      file.name,
      `has ${said === undefined ? 'no PixelRepresentation' : `the PixelRepresentation ${said}`}: it must be 0, without a sign, or 1, with one.`,
    )
  return said === 1
}

function isPlanar(file: DicomFile): boolean {
  const said = short(file, 'x00280006', 'PlanarConfiguration')
  if (said !== undefined && said !== 0 && said !== 1)
    failFile(
      file.name,
      `has the PlanarConfiguration ${said}: it must be 0, colours side by side, or 1, in planes.`,
    )
  return said === 1
}

function integerType(name: string, bits: number, signed: boolean): SampleType {
  if (bits === 1)
    return failFile(name, 'holds single bits: read segmentations by `readSegmentation`.')
  if (bits !== 8 && bits !== 16 && bits !== 32)
    return failFile(name, `has ${amount(bits, 'bit')} a sample: 8, 16 and 32 are read.`)
  return `${signed ? 'int' : 'uint'}${bits}`
}

function bitsStored(file: DicomFile, allocated: number): number {
  const stored = short(file, 'x00280101', 'BitsStored') ?? allocated
  if (stored < 1 || stored > allocated)
    failFile(file.name, `stores ${stored} of ${amount(allocated, 'bit')}: that cannot be.`)
  const high = short(file, 'x00280102', 'HighBit') ?? stored - 1
  // a codec gives the number itself, wherever it would lie
  if (high !== stored - 1 && AS_THEY_LIE.has(file.syntax))
    failFile(
      file.name,
      `stores ${amount(stored, 'bit')} with ${high} as the highest, where ${stored - 1} would be: such numbers are not read.`,
    )
  return stored
}

/** Transfer syntaxes whose pixels are the bits as the file says that they lie. */
const AS_THEY_LIE: ReadonlySet<string> = new Set([
  SYNTAX.implicitLittle,
  SYNTAX.explicitLittle,
  SYNTAX.explicitBig,
  SYNTAX.deflated,
  SYNTAX.rle,
])
