import { expect, test } from 'vitest'
import { decodeCompressed } from '../../src/dicom/codecs/codecs.js'
import { FRAMES } from '../frames.js'

test.each([FRAMES.htj2k, FRAMES.jpeg2000])(
  'a thinned component is refused: $syntax',
  async (one) => {
    const bytes = Uint8Array.from(atob(one.frame), (c) => c.charCodeAt(0))
    bytes[44] = 17
    const size = { columns: 16, rows: 12, samples: 1, bitsAllocated: 16 }
    const frame = { name: 'a', bytes, ...size, photometric: 'MONOCHROME2' }
    await expect(decodeCompressed(one.syntax, frame, {})).rejects.toThrow(
      '`a` has a compressed frame with thinned components, which is not read.',
    )
  },
)
