export interface MadeTiff {
  readonly width: number
  readonly height: number
  /** Samples as bytes, in one strip, or one strip a plane. */
  readonly strips: readonly Uint8Array[]
  /** Tags besides those of size and place; a list becomes several 16-bit values. */
  readonly tags?: Readonly<Record<number, number | readonly number[]>>
}

/** A little-endian TIFF, tag by tag, for what few encoders write. */
export function makeTiff({ width, height, strips, tags = {} }: MadeTiff): Uint8Array<ArrayBuffer> {
  const body: number[] = [0x49, 0x49, 42, 0, 0, 0, 0, 0]
  const offsets = strips.map((strip) => {
    const at = body.length
    body.push(...strip)
    return at
  })
  const all: Record<number, number | readonly number[]> = {
    256: width,
    257: height,
    258: 8,
    259: 1,
    262: 1,
    273: offsets,
    277: 1,
    278: height,
    279: strips.map(({ length }) => length),
    ...tags,
  }
  const u16 = (value: number): number[] => [value & 255, (value >> 8) & 255]
  const u32 = (value: number): number[] => [...u16(value & 65535), ...u16(value >>> 16)]
  const entries = Object.entries(all).map(([tag, value]) => {
    const list = typeof value === 'number' ? [value] : value
    const packed = list.flatMap(u16)
    if (packed.length <= 4)
      return [...u16(Number(tag)), ...u16(3), ...u32(list.length), ...packed, 0, 0, 0].slice(0, 12)
    const at = body.length
    body.push(...packed)
    return [...u16(Number(tag)), ...u16(3), ...u32(list.length), ...u32(at)]
  })
  body.splice(4, 4, ...u32(body.length))
  body.push(...u16(entries.length), ...entries.flat(), ...u32(0))
  return Uint8Array.from(body)
}

/** The bytes of a typed array. */
export function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}
