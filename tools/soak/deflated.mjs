// @ts-check
import { deflateRawSync } from 'node:zlib'
import { encodeElements, longs, text } from '../../packages/formats/src/seg/element-writer.js'

/** A DICOM file whose data set is deflated (1.2.840.10008.1.2.1.99). @param {Uint8Array} elements */
export function deflated(elements) {
  const meta = encodeElements([text(0x00020010, 'UI', '1.2.840.10008.1.2.1.99')])
  return new Uint8Array(
    Buffer.concat([
      new Uint8Array(128),
      Buffer.from('DICM'),
      encodeElements([longs(0x00020000, meta.length)]),
      meta,
      deflateRawSync(elements),
    ]),
  )
}
