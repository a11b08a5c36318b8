import { expect, test } from 'vitest'
import { decodeCompressed } from '../../src/dicom/codecs/codecs.js'
import { FRAMES } from '../frames.js'

const size = {
  ...{ columns: 16, rows: 12, samples: 1 },
  ...{ bitsAllocated: 16, photometric: 'MONOCHROME2' },
}

test.each([FRAMES.htj2k, FRAMES.jpeg2000])(
  'a thinned component is refused: $syntax',
  async (one) => {
    const bytes = Uint8Array.from(atob(one.frame), (c) => c.charCodeAt(0))
    bytes[44] = 17
    const frame = { name: 'a', bytes, ...size }
    await expect(decodeCompressed(one.syntax, frame, {})).rejects.toThrow(
      '`a` has a compressed frame with thinned components, which is not read.',
    )
  },
)

test.each([0xffffffff, 0x7fffffff, 13, 4000])(
  'a stream of HTJ2K whose part of a tile has %i bytes is refused',
  async (length) => {
    const { syntax, frame: text } = FRAMES.htj2k
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
    const at = Buffer.from(bytes).indexOf(Buffer.from([0xff, 0x90, 0, 10]))
    expect(at).toBeGreaterThan(0)
    const frame = { name: 'a', bytes, ...size }
    const whole = await decodeCompressed(syntax, frame, {})
    new DataView(bytes.buffer).setUint32(at + 6, length)
    await expect(decodeCompressed(syntax, frame, {})).rejects.toThrow(
      '`a` has a compressed frame that is damaged or cut short.',
    )
    // 0 bytes: it goes to the end
    new DataView(bytes.buffer).setUint32(at + 6, 0)
    expect(await decodeCompressed(syntax, frame, {})).toEqual(whole)
  },
)
