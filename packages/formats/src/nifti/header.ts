import { failFile } from '../file-error.js'

/** What a NIfTI header says, of version 1 or 2. */
export interface NiftiHeader {
  readonly version: 1 | 2
  readonly littleEndian: boolean
  readonly dim: readonly number[]
  readonly pixdim: readonly number[]
  readonly datatype: number
  /** Bits of a voxel. */
  readonly bitpix: number
  readonly voxOffset: number
  readonly slope: number
  readonly intercept: number
  readonly units: number
  readonly qformCode: number
  readonly sformCode: number
  /** b, c, d of the rotation's quaternion, then the offset. */
  readonly quaternion: readonly number[]
  readonly offset: readonly number[]
  /** Three rows of four. */
  readonly sform: readonly number[]
}

/** 348 or 540, the header's own first number, in either byte order; undefined if it is neither. */
export function niftiVersion(bytes: Uint8Array): [1 | 2, boolean] | undefined {
  if (bytes.length < 4) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (const littleEndian of [true, false]) {
    const size = view.getInt32(0, littleEndian)
    if (size === 348) return [1, littleEndian]
    if (size === 540) return [2, littleEndian]
  }
  return undefined
}

/** @throws SpadError if this is no header of NIfTI or cut short. */
export function parseNiftiHeader(name: string, bytes: Uint8Array): NiftiHeader {
  const [version, littleEndian] = niftiVersion(bytes) ?? failFile(name, 'is no NIfTI file.')
  if (bytes.length < (version === 1 ? 348 : 540)) failFile(name, 'is cut short in its header.')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const magic = String.fromCharCode(...bytes.subarray(...(version === 1 ? [344, 347] : [4, 7])))
  if (!/^n[i+][12]$/.test(magic))
    failFile(
      name,
      'has no NIfTI magic (Analyze 7.5 perhaps): convert it to NIfTI, it says too little.',
    )
  return version === 1 ? parse1(view, littleEndian) : parse2(view, littleEndian)
}

function parse1(view: DataView, littleEndian: boolean): NiftiHeader {
  const int16 = (at: number) => view.getInt16(at, littleEndian)
  const float = (at: number) => view.getFloat32(at, littleEndian)
  return {
    version: 1,
    littleEndian,
    dim: many(8, (i) => int16(40 + 2 * i)),
    pixdim: many(8, (i) => float(76 + 4 * i)),
    datatype: int16(70),
    bitpix: int16(72),
    voxOffset: float(108),
    slope: float(112),
    intercept: float(116),
    units: view.getUint8(123),
    qformCode: int16(252),
    sformCode: int16(254),
    quaternion: many(3, (i) => float(256 + 4 * i)),
    offset: many(3, (i) => float(268 + 4 * i)),
    sform: many(12, (i) => float(280 + 4 * i)),
  }
}

function parse2(view: DataView, littleEndian: boolean): NiftiHeader {
  const int64 = (at: number) => Number(view.getBigInt64(at, littleEndian))
  const int32 = (at: number) => view.getInt32(at, littleEndian)
  const float = (at: number) => view.getFloat64(at, littleEndian)
  return {
    version: 2,
    littleEndian,
    dim: many(8, (i) => int64(16 + 8 * i)),
    pixdim: many(8, (i) => float(104 + 8 * i)),
    datatype: view.getInt16(12, littleEndian),
    bitpix: view.getInt16(14, littleEndian),
    voxOffset: int64(168),
    slope: float(176),
    intercept: float(184),
    units: int32(500),
    qformCode: int32(344),
    sformCode: int32(348),
    quaternion: many(3, (i) => float(352 + 8 * i)),
    offset: many(3, (i) => float(376 + 8 * i)),
    sform: many(12, (i) => float(400 + 8 * i)),
  }
}

const many = (length: number, of: (index: number) => number): number[] =>
  Array.from({ length }, (_, index) => of(index))
