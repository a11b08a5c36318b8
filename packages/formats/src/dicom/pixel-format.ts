import { failFile } from '../file-error.js'
import { countSamples } from '../limits.js'
import type { SampleType } from '../samples/samples.js'
import { decimal, known } from './elements.js'
import type { DicomFile } from './parse.js'

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
export function pixelFormat({ name, data, syntax }: DicomFile): PixelFormat {
  const tag = ['x7fe00010', 'x7fe00008', 'x7fe00009'].find((each) => data.elements[each])
  if (tag === undefined) return failFile(name, 'has no pixels: give the files of images.')
  const columns = data.uint16('x00280011') ?? 0
  const rows = data.uint16('x00280010') ?? 0
  const frames = decimal(data, 'x00280008') ?? 1
  const samples = data.uint16('x00280002') ?? 1
  countSamples(name, [columns, rows, frames, samples])
  const signed = data.uint16('x00280103') === 1
  const float = FLOATS[tag]
  const bitsAllocated = float?.[1] ?? data.uint16('x00280100') ?? 0
  const photometric =
    known(data, 'x00280004', PHOTOMETRIC) ??
    failFile(name, 'has a photometric interpretation that is not read.')
  if (samples !== 1 && samples !== 3)
    failFile(name, `has ${samples} samples a pixel: 1 or 3 are read.`)
  if ((samples === 3) !== /^(RGB|YBR)/.test(photometric))
    failFile(name, `has ${samples} samples a pixel, which does not suit ${photometric}.`)
  return {
    columns,
    rows,
    frames,
    samples,
    photometric,
    type: float?.[0] ?? integerType(name, bitsAllocated, signed),
    bitsAllocated,
    bitsStored: bitsStored(name, data.uint16('x00280101') ?? bitsAllocated, bitsAllocated),
    signed,
    planar: samples === 3 && data.uint16('x00280006') === 1,
    littleEndian: syntax !== '1.2.840.10008.1.2.2',
    tag,
  }
}

function integerType(name: string, bits: number, signed: boolean): SampleType {
  if (bits === 1)
    return failFile(name, 'holds single bits: read segmentations by `readSegmentation`.')
  if (bits !== 8 && bits !== 16 && bits !== 32)
    return failFile(name, `has ${bits} bits a sample: 8, 16 and 32 are read.`)
  return `${signed ? 'int' : 'uint'}${bits}`
}

function bitsStored(name: string, stored: number, allocated: number): number {
  if (stored < 1 || stored > allocated)
    failFile(name, `stores ${stored} of ${allocated} bits: that cannot be.`)
  return stored
}
