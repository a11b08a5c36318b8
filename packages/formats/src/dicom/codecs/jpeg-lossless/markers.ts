import { type Codes, codesOf } from './code-reader.js'

export interface LosslessFrame {
  readonly bits: number
  readonly rows: number
  readonly columns: number
  /** Their numbers, in the order of a pixel's samples. */
  readonly components: readonly number[]
}

export interface LosslessScan {
  /** For each of its components: its place among a pixel's samples, and its codes. */
  readonly components: readonly { readonly place: number; readonly codes: Codes }[]
  /** 1 to 7 (ISO 10918-1, table H.1). */
  readonly predictor: number
  /** Bits that were left out at the lower end. */
  readonly shift: number
  /** Pixels between two restart markers, 0 without. */
  readonly restart: number
  /** Where its codes begin. */
  readonly start: number
}

/** Walks through the markers of a stream (ISO 10918-1, annex B). */
export class LosslessMarkers {
  readonly #view: DataView
  readonly #codes = new Map<number, Codes>()
  #restart = 0
  frame: LosslessFrame | undefined

  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** The next scan from a place on. @throws RangeError if there is none, or none of this process. */
  scan(from: number): LosslessScan {
    for (let at = from; ; at++) {
      while (this.bytes[at] !== 0xff || (this.bytes[at + 1] ?? 0xff) === 0xff) {
        if (at + 4 > this.bytes.length) throw new RangeError('marker')
        at++
      }
      const kind = this.#view.getUint8(at + 1)
      if (kind === 0xd9) throw new RangeError('end')
      // stuffing, restarts and the beginning have no length
      if (kind === 0 || (kind >= 0xd0 && kind <= 0xd8)) continue
      const end = at + 2 + this.#view.getUint16(at + 2)
      const part = this.bytes.subarray(at + 4, end)
      if (kind === 0xda) return this.#scanOf(part, end)
      this.#take(kind, part)
      at = end - 1
    }
  }

  #take(kind: number, part: Uint8Array): void {
    if (kind === 0xc4) this.#tables(part)
    else if (kind === 0xdd) this.#restart = pair(part, 0)
    else if (kind === 0xc3) this.#frameOf(part)
    else if (kind >= 0xc0 && kind <= 0xcf) throw new RangeError('process')
  }

  #frameOf(part: Uint8Array): void {
    const [bits = 0] = part
    const places = Array.from({ length: part[5] ?? 0 }, (_, i) => 6 + 3 * i)
    // of samples that are not one for each pixel no DICOM file may be
    if (bits < 2 || bits > 16 || new Set(places.map((at) => part[at + 1])).size !== 1)
      throw new RangeError('frame')
    this.frame = {
      bits,
      rows: pair(part, 1),
      columns: pair(part, 3),
      components: places.map((at) => part[at] ?? 0),
    }
  }

  #tables(part: Uint8Array): void {
    for (let at = 0; at + 17 <= part.length;) {
      const counts = part.subarray(at + 1, at + 17)
      const total = counts.reduce((sum, count) => sum + count, 0)
      this.#codes.set(part[at] ?? 0, codesOf(counts, part.subarray(at + 17, at + 17 + total)))
      at += 17 + total
    }
  }

  #scanOf(part: Uint8Array, start: number): LosslessScan {
    const [count = 0] = part
    const components = Array.from({ length: count }, (_, i) => {
      const place = this.frame?.components.indexOf(part[1 + 2 * i] ?? 0) ?? -1
      const codes = this.#codes.get((part[2 + 2 * i] ?? 0) >> 4)
      if (place < 0 || !codes) throw new RangeError('component')
      return { place, codes }
    })
    const predictor = part[1 + 2 * count] ?? 0
    if (count < 1 || predictor < 1 || predictor > 7) throw new RangeError('scan')
    const shift = (part[3 + 2 * count] ?? 0) & 15
    return { components, predictor, shift, restart: this.#restart, start }
  }
}

const pair = (part: Uint8Array, at: number): number => ((part[at] ?? 0) << 8) | (part[at + 1] ?? 0)
