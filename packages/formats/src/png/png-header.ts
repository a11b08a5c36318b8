import { damaged } from './picture-fault.js'
import { isPng } from './png-chunks.js'
import type { PictureHeader } from './stored-picture.js'

/** What IHDR says. */
export interface PngHeader extends PictureHeader {
  readonly interlaced: boolean
}

/** By colour type: what the samples mean, how many there are, and the depths that the standard allows. */
const types: Readonly<
  Record<number, { color: PictureHeader['color']; samples: number; depths: number[] }>
> = {
  0: { color: 'grey', samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { color: 'rgb', samples: 3, depths: [8, 16] },
  3: { color: 'palette', samples: 1, depths: [1, 2, 4, 8] },
  4: { color: 'grey', samples: 2, depths: [8, 16] },
  6: { color: 'rgb', samples: 4, depths: [8, 16] },
}

/**
 * Reads a PNG's first chunk, from its first 33 bytes on; the orientation and the palette come later.
 *
 * Source: PNG (Third Edition), W3C Recommendation, section 11.2.1.
 *
 * @throws PictureFault if it is cut off or says what no PNG may.
 */
export function readPngHeader(bytes: Uint8Array): PngHeader {
  if (!isPng(bytes) || bytes.length < 33) damaged('the file ends within its header')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [width, height] = [view.getUint32(16), view.getUint32(20)]
  const [bits = 0, color = 0, compression, filter, interlace = 0] = bytes.subarray(24, 29)
  const type = types[color]
  if (String.fromCharCode(...bytes.subarray(12, 16)) !== 'IHDR' || view.getUint32(8) !== 13)
    damaged('it does not begin with IHDR')
  if (!type?.depths.includes(bits))
    damaged(`${bits} bits of colour type ${color} are none of PNG's`)
  if (compression !== 0 || filter !== 0 || interlace > 1 || width === 0 || height === 0)
    damaged('its header is none of a PNG')
  return {
    height,
    width,
    samples: type.samples,
    bits,
    type: 'unsigned',
    color: type.color,
    alpha: color > 3,
    whiteIsZero: false,
    orientation: 1,
    interlaced: interlace === 1,
  }
}
