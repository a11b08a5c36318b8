import type { Scan, ScanData } from '@spad/core'
import { fail } from '@spad/core'
import { affineOf, columnOf, dot, turnXY } from '../geometry/affine.js'
import { pack } from '../gzip/pack.js'
import { valuesOf } from '../values-of.js'
import { quaternionOf } from './quaternion.js'

export interface NiftiWriteOptions {
  /** `.nii.gz` rather than `.nii`. @default true */
  readonly gzip?: boolean
  /** 2 keeps the geometry to the last digit, 1 to seven digits and is read by everything. @default 1 */
  readonly version?: 1 | 2
  /** `tilt` writes a sheared grid, by the sform alone. @default none */
  readonly allow?: readonly string[]
  /** NIfTI's intent code; 1002 is a label. @default 0 */
  readonly intent?: number
}

/**
 * A scan as NIfTI: samples as stored with their slope and intercept (values where each slice has its
 * own), sform and qform alike; channels become a fourth axis, colours of 8 bits become RGB24.
 *
 * @throws SpadError if the grid is sheared and `tilt` is not allowed.
 */
export async function writeNifti(
  scan: Scan,
  options: NiftiWriteOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { gzip = true } = options
  const bytes = encodeNifti(scan, options)
  return gzip ? pack(bytes) : bytes
}

const TYPES: readonly (readonly [abstract new (...args: never[]) => ScanData, number])[] = [
  [Uint8Array, 2],
  [Int16Array, 4],
  [Int32Array, 8],
  [Float32Array, 16],
  [Float64Array, 64],
  [Int8Array, 256],
  [Uint16Array, 512],
  [Uint32Array, 768],
]

function encodeNifti(scan: Scan, options: NiftiWriteOptions): Uint8Array<ArrayBuffer> {
  const { rescale } = scan
  const single = rescale === undefined || 'slope' in rescale
  const stored = single ? scan.data : valuesOf(scan, 'float64')
  const colours = scan.colour === true && stored instanceof Uint8Array
  const data = colours ? stored : planes(stored, scan.channels)
  const { slope, intercept } = single && rescale ? rescale : { slope: 1, intercept: 0 }
  const type = colours ? 128 : (TYPES.find(([Type]) => data instanceof Type)?.[1] ?? 64)
  const start = options.version === 2 ? 544 : 352
  const bytes = new Uint8Array(start + data.byteLength)
  const header = {
    type,
    bits: 8 * data.BYTES_PER_ELEMENT * (colours ? 3 : 1),
    slope,
    intercept,
    start,
  }
  const volumes = colours ? 1 : scan.channels
  writeHeader(new DataView(bytes.buffer), scan, { ...options, ...header, volumes })
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start)
  return bytes
}

/** `[voxels, channels]` to `[channels, voxels]`. */
function planes(data: ScanData, channels: number): ScanData {
  if (channels === 1) return data
  const result = data.slice()
  const voxels = data.length / channels
  for (let channel = 0; channel < channels; channel++)
    for (let i = 0; i < voxels; i++) result[channel * voxels + i] = data[i * channels + channel]!
  return result
}

interface Header extends NiftiWriteOptions {
  readonly type: number
  readonly bits: number
  readonly slope: number
  readonly intercept: number
  readonly start: number
  readonly volumes: number
}

function writeHeader(view: DataView, { grid }: Scan, header: Header): void {
  const affine = turnXY(affineOf(grid))
  const sheared = isSheared(affine)
  if (sheared && !header.allow?.includes('tilt'))
    fail(
      'formats',
      "`grid` is sheared (a tilted gantry), which many readers of NIfTI take wrongly: resample it first, or accept it by `allow: ['tilt']`.",
    )
  const second = header.version === 2
  const { quaternion, qfac } = quaternionOf(affine)
  const dim = [header.volumes > 1 ? 4 : 3, ...grid.size, header.volumes, 1, 1, 1]
  const pixdim = [qfac, ...grid.spacing, 1, 1, 1, 1]
  const float = (place: number, index: number, value: number) => {
    if (second) view.setFloat64(place + 8 * index, value, true)
    else view.setFloat32(place + 4 * index, value, true)
  }
  const floats = (place: number, values: readonly number[]) => {
    values.forEach((value, index) => {
      float(place, index, value)
    })
  }
  const code = (place: number, value: number) => {
    if (second) view.setInt32(place, value, true)
    else view.setInt16(place, value, true)
  }
  view.setInt32(0, second ? 540 : 348, true)
  dim.forEach((value, index) => {
    if (second) view.setBigInt64(16 + 8 * index, BigInt(value), true)
    else view.setInt16(40 + 2 * index, value, true)
  })
  view.setInt16(second ? 12 : 70, header.type, true)
  view.setInt16(second ? 14 : 72, header.bits, true)
  floats(second ? 104 : 76, pixdim)
  floats(second ? 176 : 112, [header.slope, header.intercept])
  if (second) view.setBigInt64(168, BigInt(header.start), true)
  else view.setFloat32(108, header.start, true)
  code(second ? 504 : 68, header.intent ?? 0)
  code(second ? 344 : 252, sheared ? 0 : 1)
  code(second ? 348 : 254, 1)
  floats(second ? 352 : 256, [...quaternion, ...columnOf(affine, 3)])
  floats(second ? 400 : 280, affine.slice(0, 12))
  if (second) view.setInt32(500, 2, true)
  else view.setUint8(123, 2)
  const magic = second ? [0x6e, 0x2b, 0x32, 0, 13, 10, 26, 10] : [0x6e, 0x2b, 0x31, 0]
  magic.forEach((value, index) => {
    view.setUint8((second ? 4 : 344) + index, value)
  })
}

function isSheared(affine: readonly number[]): boolean {
  const axes = [0, 1, 2].map((axis) => columnOf(affine, axis))
  const cosine = (a: readonly number[] = [], b: readonly number[] = []) =>
    Math.abs(dot(a, b)) / Math.hypot(...a) / Math.hypot(...b)
  // half a degree, as in reading
  return [0, 1, 2].some((axis) => cosine(axes[axis], axes[(axis + 1) % 3]) > 0.0087)
}
