/** What a compressed stream says of itself. */
export interface StreamSize {
  readonly columns: number
  readonly rows: number
  readonly components: number
  readonly bits: number
  /** Whether a component has fewer samples than the picture: OpenJPH can run for ever on such a one. */
  readonly thinned?: boolean
}

/**
 * The size that a stream of JPEG, JPEG-LS (its frame header, ISO 10918-1 B.2.2) or JPEG 2000 (its SIZ
 * marker, ISO 15444-1 A.5.1) has, so that no decoder sets memory aside for another one.
 */
export function streamSize(bytes: Uint8Array): StreamSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length > 50 && view.getUint32(0) === 0xff4fff51)
    return {
      thinned: isThinned(view),
      columns: view.getUint32(8) - view.getUint32(16),
      rows: view.getUint32(12) - view.getUint32(20),
      components: view.getUint16(40),
      bits: (view.getUint8(42) & 127) + 1,
    }
  let at = 2
  while (at + 10 <= bytes.length) {
    if (bytes[at] !== 0xff) return undefined
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) at += 1
    else if (isFrame(marker))
      return {
        bits: view.getUint8(at + 4),
        rows: view.getUint16(at + 5),
        columns: view.getUint16(at + 7),
        components: view.getUint8(at + 9),
      }
    else at += 2 + view.getUint16(at + 2)
  }
  return undefined
}

function isThinned(view: DataView): boolean {
  const components = Math.min(view.getUint16(40), Math.floor((view.byteLength - 42) / 3))
  return Array.from({ length: components }, (_, i) => view.getUint16(43 + 3 * i)).some(
    (steps) => steps !== 0x0101,
  )
}

const isFrame = (marker: number): boolean =>
  marker === 0xf7 || (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))

/**
 * Whether the parts of tiles lie in a stream of JPEG 2000 as it says (its SOT markers, ISO 15444-1 A.4.2): OpenJPH
 * can run for ever on one that ends elsewhere.
 */
export function hasItsParts(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 2
  while (at + 12 <= bytes.length) {
    const marker = view.getUint16(at)
    if (marker < 0xff00 || marker === 0xffd9) break
    if (marker !== 0xff90) at += 2 + view.getUint16(at + 2)
    else {
      const length = view.getUint32(at + 6)
      // 0: to the end
      if (length === 0) break
      if (length < 14 || at + length > bytes.length) return false
      at += length
    }
  }
  return true
}
