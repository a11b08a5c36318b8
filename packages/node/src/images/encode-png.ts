import { fail, type LabelClass, type LabelMap, type Raster } from '@spad/core'
import sharp from 'sharp'
import { flatPng, rowsFor } from './flat-png.js'

/**
 * A picture of 1 or 3 channels as an 8-bit PNG; values outside `[0, 1]` are cut off.
 *
 * @throws SpadError if it has other channels.
 */
export async function encodePng({ data, height, width, channels }: Raster): Promise<Uint8Array> {
  if (channels !== 1 && channels !== 3)
    fail('node', `\`channels\` is ${channels}: a PNG of a raster takes 1 or 3. Pick those to show.`)
  const bytes = new Uint8ClampedArray(data.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = data[i]! * 255
  return compress(bytes, { height, width, channels })
}

/**
 * Labels as a grey PNG whose values are those of the classes, so that it is a mask again: of 8 bits, or of 16
 * where a class has a value above 255.
 *
 * @throws SpadError if a label is no index into `classes`.
 */
export async function encodeLabelMap(
  { data, height, width }: LabelMap,
  classes: readonly LabelClass[],
): Promise<Uint8Array> {
  if (classes.some(({ value }) => value > 255)) {
    const rows = wideRows({ data, height, width }, classes)
    return await flatPng(rows, { height, width, bits: 16 })
  }
  const rows = rowsFor(height, width)
  if (classes.every(({ value }, label) => value === label) && areBelow(data, classes.length))
    for (let y = 0; y < height; y++)
      rows.set(data.subarray(y * width, (y + 1) * width), y * (width + 1) + 1)
  else fillRows(rows, data, width, classes)
  return await flatPng(rows, { height, width })
}

/** Whether the bits of all labels together say that all are below `count`; `false` leaves it open. */
function areBelow({ buffer, byteOffset, length }: Uint8Array, count: number): boolean {
  if (byteOffset % 4 !== 0 || length % 4 !== 0) return false
  const words = new Uint32Array(buffer, byteOffset, length / 4)
  let bits = 0
  // not an iterator, which takes three times as long
  for (let i = 0; i < words.length;) bits |= words[i++]!
  return (((bits >>> 24) | (bits >>> 16) | (bits >>> 8) | bits) & 255) < count
}

/** Puts the values of labels into rows. */
function fillRows(
  rows: Uint8Array,
  labels: Uint8Array,
  width: number,
  classes: readonly LabelClass[],
): void {
  const values = new Uint8Array(256)
  classes.forEach(({ value }, label) => (values[label] = value))
  for (let from = 0, at = 1; from < labels.length; from += width, at += width + 1)
    for (let x = 0; x < width; x++) {
      const label = labels[from + x]!
      if (label >= classes.length) classOf(label, classes)
      rows[at + x] = values[label]!
    }
}

/** The values of labels in rows of 16 bits. */
function wideRows({ data, height, width }: LabelMap, classes: readonly LabelClass[]): Uint8Array {
  const rows = rowsFor(height, width, 16)
  for (let i = 0; i < data.length; i++) {
    const { value } = classOf(data[i]!, classes)
    const at = 2 * i + Math.floor(i / width) + 1
    rows[at] = value >> 8
    rows[at + 1] = value & 255
  }
  return rows
}

/** The class that a label stands for. */
export function classOf(label: number, classes: readonly LabelClass[]): LabelClass {
  return (
    classes[label] ??
    fail('node', `a label is ${label}: there are only ${classes.length} classes, counted from 0.`)
  )
}

interface Layout {
  readonly height: number
  readonly width: number
  readonly channels: 1 | 3
}

async function compress(data: Uint8Array | Uint8ClampedArray, raw: Layout): Promise<Uint8Array> {
  return sharp(data, { raw })
    .toColourspace(raw.channels === 1 ? 'b-w' : 'srgb')
    .png()
    .toBuffer()
}
