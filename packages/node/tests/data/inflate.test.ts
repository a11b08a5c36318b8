import { deflateSync } from 'node:zlib'
import { decodePng } from '@spad/formats'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { inflate } from '../../src/data/inflate.js'

const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 7)
const packed = new Uint8Array(deflateSync(bytes))

describe('inflate', () => {
  it.each([1000, 1001, 5000])('gives the bytes where they may be %d', async (most) => {
    expect(await inflate(packed, most)).toEqual(bytes)
  })

  it('gives nothing where they are more', async () => {
    expect(await inflate(packed, 999)).toBeUndefined()
  })

  it('throws where they are cut or changed', async () => {
    await expect(inflate(packed.slice(0, -3), 1000)).rejects.toThrow('unexpected end of file')
    await expect(
      inflate(
        packed.map((byte) => byte ^ 1),
        1000,
      ),
    ).rejects.toThrow()
  })
})

describe('a PNG', () => {
  const make = async () =>
    new Uint8Array(
      await sharp(bytes.slice(0, 900), { raw: { width: 30, height: 30, channels: 1 } })
        .toColourspace('b-w')
        .png({ adaptiveFiltering: true })
        .toBuffer(),
    )

  it('is decoded to the same samples', async () => {
    const png = await make()
    expect(await decodePng(png, { inflate })).toEqual(await decodePng(png))
  })

  it('of more or fewer pixels than it says is refused alike', async () => {
    for (const [most, reason] of [
      [() => Promise.resolve(undefined), 'its compressed pixels are more than its size says'],
      [() => Promise.resolve(new Uint8Array(5)), 'its compressed pixels end early'],
      [() => Promise.reject(new Error('no')), 'its compressed pixels are broken (no)'],
    ] as const)
      await expect(decodePng(await make(), { inflate: most })).rejects.toThrow(reason)
  })
})
