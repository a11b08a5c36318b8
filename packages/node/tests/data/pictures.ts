import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { onTestFinished } from 'vitest'

/** A folder with files that goes when the test is over. */
export async function makeFolder(files: Record<string, Uint8Array | string> = {}): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'spad-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  for (const [name, data] of Object.entries(files)) {
    await mkdir(dirname(join(dir, name)), { recursive: true })
    await writeFile(join(dir, name), data)
  }
  return dir
}

/** Samples of a picture, from a function of the place in the row-by-row list. */
export interface Shape {
  readonly width?: number
  readonly height?: number
  readonly channels?: 1 | 2 | 3 | 4
}

/** An 8-bit picture for sharp to encode. */
export function picture(
  sample: (index: number) => number,
  { width = 16, height = 12, channels = 1 }: Shape = {},
): sharp.Sharp {
  const data = Uint8Array.from({ length: width * height * channels }, (_, i) => sample(i))
  return sharp(data, { raw: { width, height, channels } }).toColourspace(
    channels < 3 ? 'b-w' : 'srgb',
  )
}

export const grey = (sample: (i: number) => number, shape?: Shape): Promise<Uint8Array> =>
  picture(sample, shape).png().toBuffer()

export const colour = (sample: (i: number) => number, shape?: Shape): Promise<Uint8Array> =>
  picture(sample, { ...shape, channels: 3 })
    .png()
    .toBuffer()

/** A 16-bit PNG of 1 or 3 channels. */
export function deep(sample: (index: number) => number, channels: 1 | 3 = 1): Promise<Uint8Array> {
  const data = Uint16Array.from({ length: 16 * 12 * channels }, (_, i) => sample(i))
  return sharp(data, { raw: { width: 16, height: 12, channels } })
    .toColourspace(channels === 1 ? 'grey16' : 'rgb16')
    .png()
    .toBuffer()
}

export interface RawPng {
  readonly width: number
  readonly height: number
  /** Bits of a sample. */
  readonly depth: number
  /** 0 = grey, 3 = palette. */
  readonly type: 0 | 3
  /** Packed rows without their filter bytes. */
  readonly rows: readonly (readonly number[])[]
  readonly palette?: readonly (readonly [number, number, number])[]
}

/** A PNG written chunk by chunk, for what no encoder will write. */
export function rawPng({ width, height, depth, type, rows, palette }: RawPng): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([depth, type, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    ...(palette ? [chunk('PLTE', Buffer.from(palette.flat()))] : []),
    chunk('IDAT', deflateSync(Buffer.from(rows.flatMap((row) => [0, ...row])))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const frame = Buffer.alloc(body.length + 8)
  frame.writeUInt32BE(data.length, 0)
  body.copy(frame, 4)
  frame.writeUInt32BE(crc32(body), body.length + 4)
  return frame
}

/** Files of a binary data set: cases `a`, `b`, … with a grey ramp and a 0/255 mask. */
export async function cases(count: number): Promise<Record<string, Uint8Array | string>> {
  const image = await grey((i) => i % 256)
  const mask = await grey((i) => (i % 16 > 7 ? 255 : 0))
  const files: Record<string, Uint8Array> = {}
  for (let i = 0; i < count; i++) {
    const name = String.fromCharCode(97 + i)
    files[`images/${name}.png`] = image
    files[`masks/${name}.png`] = mask
  }
  return files
}

/** A TIFF of 16 × 12 zeros in 32-bit floating point. */
export function floatTiff(): Uint8Array {
  return tiff(new Float32Array(192), { 339: 3 })
}

/**
 * A TIFF of 16 × 12 pixels, in one strip, for what no encoder will write.
 *
 * @param tags Besides those of size and place; a list becomes several numbers.
 */
export function tiff(
  values: NodeJS.TypedArray,
  tags: Readonly<Record<number, number | readonly number[]>> = {},
): Uint8Array {
  const strip = Buffer.from(values.buffer, values.byteOffset, values.byteLength)
  const body = [Buffer.from('II*\0\0\0\0\0', 'latin1'), strip]
  const end = (): number => body.reduce((sum, { length }) => sum + length, 0)
  const all: Record<number, number | readonly number[]> = {
    256: 16,
    257: 12,
    258: values.BYTES_PER_ELEMENT * 8,
    259: 1,
    262: 1,
    273: 8,
    277: 1,
    278: 12,
    279: strip.length,
    ...tags,
  }
  const entries = Object.entries(all).map(([tag, value]) => {
    const list = Uint32Array.from(typeof value === 'number' ? [value] : value)
    const entry = Buffer.alloc(12)
    entry.writeUInt16LE(Number(tag), 0)
    entry.writeUInt16LE(4, 2)
    entry.writeUInt32LE(list.length, 4)
    entry.writeUInt32LE(list.length === 1 ? (list[0] ?? 0) : end(), 8)
    if (list.length > 1) body.push(Buffer.from(list.buffer))
    return entry
  })
  const count = Buffer.alloc(2)
  count.writeUInt16LE(entries.length)
  body[0]?.writeUInt32LE(end(), 4)
  return Buffer.concat([...body, count, ...entries, Buffer.alloc(4)])
}

/** An 8-bit palette PNG of 16 × 12 pixels. */
export function indexed(
  sample: (index: number) => number,
  palette: readonly (readonly [number, number, number])[],
): Uint8Array {
  const rows = Array.from({ length: 12 }, (_, y) =>
    Array.from({ length: 16 }, (_unused, x) => sample(y * 16 + x)),
  )
  return rawPng({ width: 16, height: 12, depth: 8, type: 3, rows, palette })
}

/** 1 in the middle of 16 × 12 pixels, 0 along the edges. */
export function middle(index: number): number {
  const [x, y] = [index % 16, Math.floor(index / 16)]
  return x > 3 && x < 12 && y > 3 && y < 9 ? 1 : 0
}
