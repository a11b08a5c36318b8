import { damaged } from '../png/picture-fault.js'

/** The values of a directory's tags, of a text its bytes; unknown types are left out. */
export type TiffTags = ReadonlyMap<number, readonly number[]>

export interface TiffFile {
  readonly littleEndian: boolean
  /** The tags of the first picture. */
  readonly tags: TiffTags
  readonly pages: number
}

/** Bytes and reader of each type of number; source: TIFF 6.0, section 2, and BigTIFF. */
const types: Readonly<Record<number, [number, (v: DataView, at: number, le: boolean) => number]>> =
  {
    1: [1, (v, at) => v.getUint8(at)],
    2: [1, (v, at) => v.getUint8(at)],
    3: [2, (v, at, le) => v.getUint16(at, le)],
    4: [4, (v, at, le) => v.getUint32(at, le)],
    13: [4, (v, at, le) => v.getUint32(at, le)],
    16: [8, (v, at, le) => Number(v.getBigUint64(at, le))],
  }

/** Pages are counted up to here: more is too many, and a chain may run in a circle. */
const MAX_PAGES = 1000

/** Whether a file begins as a TIFF or BigTIFF of either byte order does. */
export function isTiff(bytes: Uint8Array): boolean {
  const start = [...bytes.subarray(0, 4)].join(' ')
  return ['73 73 42 0', '77 77 0 42', '73 73 43 0', '77 77 0 43'].includes(start)
}

/**
 * Reads a TIFF's first directory and counts the others.
 *
 * @throws PictureFault if one lies beyond the end of the file.
 */
export function readTiffDirectory(bytes: Uint8Array): TiffFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!isTiff(bytes) || bytes.length < 16) damaged('the file ends within its header')
  const littleEndian = view.getUint8(0) === 0x49
  const big = view.getUint16(2, littleEndian) === 43
  const reader = new DirectoryReader(view, littleEndian, big)
  let next = reader.offsetAt(big ? 8 : 4)
  let tags: TiffTags | undefined
  let pages = 0
  for (; next !== 0 && pages < MAX_PAGES; pages++) {
    const directory = reader.read(next, tags === undefined)
    tags ??= directory.tags
    next = directory.next
  }
  return { littleEndian, tags: tags ?? damaged('it holds no picture'), pages }
}

class DirectoryReader {
  constructor(
    readonly view: DataView,
    readonly little: boolean,
    readonly big: boolean,
  ) {}

  offsetAt(at: number): number {
    this.inside(at, this.big ? 8 : 4)
    return this.big
      ? Number(this.view.getBigUint64(at, this.little))
      : this.view.getUint32(at, this.little)
  }

  read(start: number, wanted: boolean): { tags: TiffTags; next: number } {
    const { view, little, big } = this
    this.inside(start, 8)
    const count = big ? this.offsetAt(start) : view.getUint16(start, little)
    const [head, size] = big ? [8, 20] : [2, 12]
    this.inside(start + head, count * size)
    const tags = new Map<number, readonly number[]>()
    for (let i = 0; wanted && i < count; i++) {
      const at = start + head + i * size
      const values = this.values(at)
      if (values) tags.set(view.getUint16(at, little), values)
    }
    return { tags, next: this.offsetAt(start + head + count * size) }
  }

  values(at: number): number[] | undefined {
    const { view, little, big } = this
    const type = types[view.getUint16(at + 2, little)]
    if (!type) return undefined
    const [size, get] = type
    const count = this.offsetAt(at + 4)
    const place = at + (big ? 12 : 8)
    const from = count * size <= (big ? 8 : 4) ? place : this.offsetAt(place)
    this.inside(from, count * size)
    return Array.from({ length: count }, (_, i) => get(view, from + i * size, little))
  }

  inside(at: number, length: number): void {
    if (at + length > this.view.byteLength) damaged('the file ends before a part that it refers to')
  }
}
