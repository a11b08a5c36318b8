import { NO_PRESET, type Preset } from './parameters.js'

/** How the components of a scan lie: each alone, by lines, by samples. */
export type Interleave = 0 | 1 | 2

export interface FrameHeader {
  readonly bits: number
  readonly rows: number
  readonly columns: number
  readonly components: number
}

export interface ScanHeader {
  readonly components: number
  readonly near: number
  readonly interleave: Interleave
  readonly preset: Preset
  /** Where its samples begin. */
  readonly start: number
}

const MARKER = { frame: 0xf7, scan: 0xda, preset: 0xf8, restarts: 0xdd, end: 0xd9, colours: 0xe8 }

/** Walks through the markers of a stream (ISO 14495-1, annex C). */
export class Stream {
  readonly #view: DataView
  #preset = NO_PRESET
  frame: FrameHeader | undefined

  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** The next scan from a place on. @throws RangeError if there is none, or what is not read is asked for. */
  scan(from: number): ScanHeader {
    for (let at = this.#marker(from); ;) {
      const kind = this.#view.getUint8(at + 1)
      const length = this.#view.getUint16(at + 2)
      if (kind === MARKER.end || length < 2) throw new RangeError('marker')
      if (kind === MARKER.scan) return this.#scanAt(at + 4, at + 2 + length)
      this.#take(kind, at + 4, length - 2)
      at = this.#marker(at + 2 + length)
    }
  }

  #take(kind: number, at: number, length: number): void {
    const view = this.#view
    if (kind === MARKER.frame)
      this.frame = {
        bits: view.getUint8(at),
        rows: view.getUint16(at + 1),
        columns: view.getUint16(at + 3),
        components: view.getUint8(at + 5),
      }
    else if (kind === MARKER.preset) {
      // tables and larger sizes are none of DICOM's
      if (view.getUint8(at) !== 1 || length < 11) throw new RangeError('preset')
      const [max = 0, t1 = 0, t2 = 0, t3 = 0, reset = 0] = [1, 3, 5, 7, 9].map((offset) =>
        view.getUint16(at + offset),
      )
      this.#preset = { max, thresholds: [t1, t2, t3], reset }
    } else if (kind === MARKER.restarts && view.getUint16(at) !== 0) throw new RangeError('restart')
    else if (kind === MARKER.colours && length === 5 && view.getUint8(at + 4) !== 0)
      throw new RangeError('colour transform')
  }

  #scanAt(at: number, start: number): ScanHeader {
    const view = this.#view
    const components = view.getUint8(at)
    const end = at + 1 + 2 * components
    const interleave = view.getUint8(end + 1)
    if (interleave > 2 || view.getUint8(end + 2) !== 0) throw new RangeError('scan')
    return {
      components,
      near: view.getUint8(end),
      interleave: interleave as Interleave,
      preset: this.#preset,
      start,
    }
  }

  /** Where the next marker stands; stuffing before it is passed over. */
  #marker(from: number): number {
    let at = from
    while (this.bytes[at] !== 0xff || (this.bytes[at + 1] ?? 0) < 0x80) {
      if (at + 4 > this.bytes.length) throw new RangeError('end')
      at++
    }
    while (this.bytes[at + 1] === 0xff) at++
    return at
  }
}
