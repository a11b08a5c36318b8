import { expect, test } from 'vitest'
import { SpadError } from '@spad/core'
import { jpegLossless } from '../../src/dicom/codecs/jpeg-lossless.js'
import { mutated, seeded } from '../mutations.js'
import cases from './jpeg-lossless.json' with { type: 'json' }

type Case = (typeof cases)[number]

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))

const frameOf = (
  { columns, rows, samples, bits, frame }: Case,
  bytes: Uint8Array = bytesOf(frame),
) => ({
  ...{
    name: 'a',
    bytes,
    columns,
    rows,
    samples,
    photometric: samples === 3 ? 'RGB' : 'MONOCHROME2',
  },
  bitsAllocated: bits === 8 ? 8 : 16,
})

/** What tools/fixtures/jpeg_lossless.py gave DCMTK. */
function sourceOf({ columns, rows, samples, bits, signed, transform }: Case) {
  const values = Array.from({ length: columns * rows * samples }, (_, i) => {
    const [s, pixel] = [i % samples, Math.floor(i / samples)]
    const [x, y] = [pixel % columns, Math.floor(pixel / columns)]
    return ((2749 * x + 4513 * y + 977 * s) ^ (x * y * 37)) % 2 ** bits
  })
  const least = signed ? 2 ** (bits - 1) : 0
  return values.map((value) => (((value - least) >> transform) << transform) & (2 ** bits - 1))
}

test.each(cases)(
  'is what DCMTK compressed: $bits bits (signed: $signed), $samples samples, predictor $predictor, transform $transform',
  async (one) => {
    const { bytes, bits } = await jpegLossless(frameOf(one))
    const samples = bits === 8 ? bytes : new Uint16Array(bytes.buffer)
    // what stands above the bits that are stored is cut off by whoever reads the file
    expect(Array.from(samples, (value) => value & (2 ** one.bits - 1))).toEqual(sourceOf(one))
  },
)

/** The bits of a stream with a restart after each line, by codes of 5 bits for the 17 sizes. */
function withRestarts(lines: readonly (readonly number[])[]): Uint8Array<ArrayBuffer> {
  const columns = lines[0]!.length
  const sizes = Array.from({ length: 17 }, (_, size) => size)
  const bytes = [0xff, 0xd8, 0xff, 0xc3, 0, 11, 16, 0, lines.length, 0, columns, 1, 1, 0x11, 0]
  bytes.push(0xff, 0xc4, 0, 36, 0, ...[0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], ...sizes)
  bytes.push(0xff, 0xdd, 0, 4, 0, columns, 0xff, 0xda, 0, 8, 1, 1, 0, 4, 0, 0)
  for (const [y, line] of lines.entries()) {
    let bits = ''
    line.forEach((value, x) => {
      const difference = ((value - (x === 0 ? 32768 : line[x - 1]!)) << 16) >> 16
      const size = difference === -32768 ? 16 : 32 - Math.clz32(Math.abs(difference))
      bits += size.toString(2).padStart(5, '0')
      if (size > 0 && size < 16)
        bits += (difference < 0 ? difference + 2 ** size - 1 : difference)
          .toString(2)
          .padStart(size, '0')
    })
    for (const byte of bits.padEnd(Math.ceil(bits.length / 8) * 8, '1').match(/.{8}/g)!) {
      bytes.push(parseInt(byte, 2))
      if (byte === '11111111') bytes.push(0)
    }
    if (y + 1 < lines.length) bytes.push(0xff, 0xd0 + (y % 8))
  }
  return Uint8Array.from([...bytes, 0xff, 0xd9])
}

test('each restart begins anew, and half of all numbers is a difference without bits', async () => {
  const lines = [
    [0, 65535, 32767, 1, 1],
    [32768, 0, 32768, 7, 65000],
    [5, 5, 5, 4, 3],
  ]
  const [one] = cases
  const frame = { ...frameOf(one!), columns: 5, rows: 3, bytes: withRestarts(lines) }
  const { bytes } = await jpegLossless(frame)
  expect([...new Uint16Array(bytes.buffer)]).toEqual(lines.flat())
})

test('a stream that is cut short or damaged is refused or read, never by another error', async () => {
  const [one] = cases
  const whole = bytesOf(one!.frame)
  for (let length = 0; length < whole.length - 2; length += 7)
    await expect(
      Promise.resolve().then(() => jpegLossless(frameOf(one!, whole.slice(0, length)))),
    ).rejects.toThrow('`a` has a compressed frame that is damaged or cut short.')
  const random = seeded(3)
  for (let i = 0; i < 300; i++) {
    try {
      await jpegLossless(frameOf(one!, mutated(whole, random)))
    } catch (error) {
      expect(error).toBeInstanceOf(SpadError)
    }
  }
})
