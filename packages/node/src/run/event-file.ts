import crc32c from 'crc-32/crc32c.js'
import type { MetricsRecord } from './metrics-record.js'

/**
 * What a TensorBoard event file begins with.
 *
 * @param seconds When, in seconds since 1970.
 */
export function firstEvent(seconds: number): Uint8Array {
  return framed([...double(1, seconds), ...text(3, 'brain.Event:2')])
}

/**
 * A line of the metrics as an event of scalars: `loss`, `learningRate`, `intensity/…`, `validation/…`.
 *
 * @param seconds When, in seconds since 1970.
 */
export function metricsEvent(record: MetricsRecord, seconds: number): Uint8Array {
  const { step, loss, learningRate, intensity, validation = {} } = record
  const scalars: [string, number][] = [
    ['loss', loss],
    ['learningRate', learningRate],
    ...Object.entries(intensity).map(([name, value]): [string, number] => [
      `intensity/${name}`,
      value,
    ]),
    ...Object.entries(validation).map(([name, value]): [string, number] => [
      `validation/${name}`,
      value,
    ]),
  ]
  const values = scalars.flatMap(([tag, value]) => bytes(1, [...text(1, tag), ...float(2, value)]))
  return framed([...double(1, seconds), ...varint(16), ...varint(step), ...bytes(5, values)])
}

/** A TFRecord: length, its checksum, the content, its checksum. */
function framed(content: readonly number[]): Uint8Array {
  const record = new Uint8Array(content.length + 16)
  const view = new DataView(record.buffer)
  view.setBigUint64(0, BigInt(content.length), true)
  view.setUint32(8, masked(record.subarray(0, 8)), true)
  record.set(content, 12)
  view.setUint32(12 + content.length, masked(record.subarray(12, 12 + content.length)), true)
  return record
}

/** CRC-32C, turned and moved as TFRecord wants it, so that a checksum of checksums is none of their own. */
function masked(data: Uint8Array): number {
  const crc = crc32c.buf(data) >>> 0
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}

// Protocol buffers: the key of a field is its number times 8, and how it is stored.

function double(field: number, value: number): number[] {
  const data = new Uint8Array(8)
  new DataView(data.buffer).setFloat64(0, value, true)
  return [field * 8 + 1, ...data]
}

function float(field: number, value: number): number[] {
  const data = new Uint8Array(4)
  new DataView(data.buffer).setFloat32(0, value, true)
  return [field * 8 + 5, ...data]
}

function text(field: number, value: string): number[] {
  return bytes(field, [...new TextEncoder().encode(value)])
}

function bytes(field: number, data: readonly number[]): number[] {
  return [field * 8 + 2, ...varint(data.length), ...data]
}

/** Seven bits a byte, the lowest first. */
function varint(value: number): number[] {
  const parts: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) parts.push((rest % 128) + 128)
  return [...parts, rest]
}
