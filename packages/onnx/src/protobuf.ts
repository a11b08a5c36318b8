/**
 * The few wire types of Protocol Buffers that ONNX needs.
 *
 * Source: protobuf.dev, "Encoding".
 */
export type Field = readonly [tag: number, value: FieldValue]
type FieldValue = number | string | Uint8Array | Message | readonly Message[] | readonly string[]

/** A message: its fields in order. A field without a value is left out. */
export class Message {
  constructor(readonly fields: readonly (Field | undefined)[]) {}

  /** The message as bytes. */
  encode(): Uint8Array<ArrayBuffer> {
    const parts = this.fields.flatMap((field) => (field ? encodeField(field) : []))
    const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
    let at = 0
    for (const part of parts) {
      bytes.set(part, at)
      at += part.length
    }
    return bytes
  }
}

/** A message of these fields. */
export function message(...fields: readonly (Field | undefined)[]): Message {
  return new Message(fields)
}

/** Numbers one after another, without tags: a packed repeated integer. */
export function packed(values: readonly number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => varint(value)))
}

/** A field with a 32-bit float, as bytes of a message. */
export function floatField(tag: number, value: number): Field {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setFloat32(0, value, true)
  return [-tag, bytes]
}

function encodeField([tag, value]: Field): Uint8Array[] {
  if (Array.isArray(value))
    return (value as (Message | string)[]).flatMap((one) => encodeField([tag, one]))
  if (typeof value === 'number') return [Uint8Array.from([...varint(tag << 3), ...varint(value)])]
  // a negative tag marks a 32-bit float
  if (tag < 0) return [Uint8Array.from(varint((-tag << 3) | 5)), value as Uint8Array]
  const bytes =
    typeof value === 'string'
      ? new TextEncoder().encode(value)
      : value instanceof Message
        ? value.encode()
        : (value as Uint8Array)
  return [Uint8Array.from([...varint((tag << 3) | 2), ...varint(bytes.length)]), bytes]
}

/** Seven bits a byte, least significant first; negative numbers as 64-bit two's complement. */
function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  do {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    bytes.push(rest > 0n ? low | 0x80 : low)
  } while (rest > 0n)
  return bytes
}
