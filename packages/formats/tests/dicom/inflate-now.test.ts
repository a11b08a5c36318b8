import { deflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { readScan } from '../../src/read-scan.js'
import { encodeElements, longs, raw, shorts, text } from '../../src/seg/element-writer.js'
import { ownSlice } from '../own-files.js'

function deflated(elements: Uint8Array): Uint8Array {
  const meta = encodeElements([text(0x00020010, 'UI', '1.2.840.10008.1.2.1.99')])
  const head = [new Uint8Array(128), Buffer.from('DICM')]
  const group = [encodeElements([longs(0x00020000, meta.length)]), meta]
  return new Uint8Array(Buffer.concat([...head, ...group, deflateRawSync(elements)]))
}

const read = (elements: Uint8Array) => readScan([{ name: 'a.dcm', bytes: deflated(elements) }])

test('what unpacks to far more than its pixels is not read', async () => {
  const more = Buffer.concat([ownSlice(0), new Uint8Array(2 ** 24 + 2 ** 20)])
  await expect(read(more)).rejects.toThrow(
    '`a.dcm` unpacks to 16777216 bytes more than its header tells of: it is not read.',
  )
})

test('elements without end are not gone through', async () => {
  const comment = raw(0x00104000, 'UT', new Uint8Array(2 ** 16))
  const one = encodeElements([comment])
  const many = Buffer.concat(Array.from({ length: 2 ** 9 + 2 }, () => one))
  await expect(read(many)).rejects.toThrow(/has no pixels within its first 335\d+ bytes: it is not/)
})

test('a picture of more than one look is read', async () => {
  const side = 1500
  const pixels = new Uint8Array(2 * side * side).fill(3)
  const { data } = await read(
    ownSlice(0, [
      shorts(0x00280010, side),
      shorts(0x00280011, side),
      raw(0x7fe00010, 'OW', pixels),
    ]),
  )
  expect([data.length, data[0], data.at(-1)]).toEqual([side * side, 0x303, 0x303])
})
