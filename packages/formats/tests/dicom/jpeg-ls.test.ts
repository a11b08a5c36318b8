import charls from '@cornerstonejs/codec-charls'
import { expect, test } from 'vitest'
import { SpadError } from '@spad/core'
import { jpegLs } from '../../src/dicom/codecs/jpeg-ls.js'
import { FRAMES } from '../frames.js'
import { mutated, seeded } from '../mutations.js'

const { JpegLSDecoder, JpegLSEncoder } = await charls()

interface Case {
  readonly bits: number
  readonly components: 1 | 3
  readonly near: number
  readonly interleave: 0 | 1 | 2
  readonly smooth: boolean
}

/** A frame as CharLS compresses it, and as CharLS reads it again. */
function made({ bits, components, near, interleave, smooth }: Case) {
  const [width, height] = [37, 23]
  const random = seeded(bits + near)
  const count = width * height * components
  const values = Array.from({ length: count }, (_, i) =>
    smooth ? Math.floor(i / 90) % 2 ** bits : Math.floor(random() * 2 ** bits),
  )
  const samples = bits > 8 ? Uint16Array.from(values) : Uint8Array.from(values)
  const encoder = new JpegLSEncoder()
  const frame = { width, height, bitsPerSample: bits, componentCount: components }
  encoder.getDecodedBuffer(frame).set(new Uint8Array(samples.buffer))
  encoder.setNearLossless(near)
  encoder.setInterleaveMode(interleave)
  encoder.encode()
  const bytes = Uint8Array.from(encoder.getEncodedBuffer())
  const decoder = new JpegLSDecoder()
  decoder.getEncodedBuffer(bytes.length).set(bytes)
  decoder.decode()
  const right = Uint8Array.from(decoder.getDecodedBuffer())
  encoder.delete()
  decoder.delete()
  return { bytes, right, width, height }
}

const cases = [2, 8, 12, 16].flatMap((bits) =>
  [0, 1, 3].flatMap((near) =>
    [false, true].flatMap((smooth): Case[] => [
      { bits, components: 1, near: bits === 2 ? 0 : near, interleave: 0, smooth },
      ...([0, 1, 2] as const).map((interleave): Case => ({
        bits: 8,
        components: 3,
        near,
        interleave,
        smooth,
      })),
    ]),
  ),
)

test.each(cases)('reads what CharLS reads: %o', async (one) => {
  const { bytes, right, width, height } = made(one)
  const frame = { name: 'a', bytes, columns: width, rows: height, samples: one.components }
  const photometric = one.components === 1 ? 'MONOCHROME2' : 'RGB'
  const found = await jpegLs({ ...frame, photometric, bitsAllocated: one.bits > 8 ? 16 : 8 })
  expect(found.bytes).toEqual(right)
  expect(found.planar).toBe(one.components > 1 && one.interleave === 0)
})

test('a broken frame is read or refused at once', async () => {
  const near = made({ bits: 12, components: 1, near: 3, interleave: 0, smooth: false })
  const own = { bytes: Uint8Array.from(atob(FRAMES.jpegLs.frame), (c) => c.charCodeAt(0)) }
  for (const { bytes, columns, rows } of [
    { ...near, columns: near.width, rows: near.height },
    { ...own, columns: 16, rows: 12 },
  ]) {
    const random = seeded(1)
    for (let round = 0; round < 2000; round++) {
      const frame = { name: 'a', bytes: mutated(bytes, random), columns, rows, samples: 1 }
      const start = performance.now()
      const answer = await Promise.resolve()
        .then(() => jpegLs({ ...frame, photometric: 'MONOCHROME2', bitsAllocated: 16 }))
        .catch((error: unknown) => error)
      if (answer instanceof Error) expect(answer).toBeInstanceOf(SpadError)
      expect(performance.now() - start).toBeLessThan(1000)
    }
  }
})
