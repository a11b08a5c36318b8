import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { decodeTiff, readTiffHeader } from '../../src/index.js'
import { bytesOf, makeTiff } from './make-tiff.js'

const size = { width: 3, height: 2 }

describe('samples as they are stored', () => {
  test.each([
    ['int8', new Int8Array([0, 1, -2, 3, 4, 5]), 8, 2],
    ['uint16', new Uint16Array([0, 1, 2, 3, 4, 65535]), 16, 1],
    ['int16', new Int16Array([0, 1, -2, 3, 4, 5]), 16, 2],
    ['uint32', new Uint32Array([0, 1, 2, 3, 4, 2 ** 32 - 1]), 32, 1],
    ['int32', new Int32Array([0, 1, -2, 3, 4, 5]), 32, 2],
    ['float32', new Float32Array([0, 1, -2.5, 3, 4, 5]), 32, 3],
    ['float64', new Float64Array([0, 1, -2.5, 3, 4, 5]), 64, 3],
  ] as const)('%s', async (_, values, bits, format) => {
    const file = makeTiff({ ...size, strips: [bytesOf(values)], tags: { 258: bits, 339: format } })
    const picture = await decodeTiff(file)
    expect(picture).toMatchObject({ ...size, samples: 1, bits, color: 'grey' })
    expect([...picture.data]).toEqual([...values])
  })

  test('int64, which numpy makes of labels', async () => {
    const values = new BigInt64Array([0n, 1n, 2n, -3n, 4n, 255n])
    const file = makeTiff({ ...size, strips: [bytesOf(values)], tags: { 258: 64, 339: 2 } })
    expect([...(await decodeTiff(file)).data]).toEqual([0, 1, 2, -3, 4, 255])
  })

  test.each([3, 10, 12])('numbers of %i bits, one right after the other', async (bits) => {
    const values = [0, 1, 2, 2 ** bits - 1, 5, 3]
    const row = (of: number[]): number[] => {
      const text = of.map((value) => value.toString(2).padStart(bits, '0')).join('')
      return text.match(/.{1,8}/g)?.map((byte) => parseInt(byte.padEnd(8, '0'), 2)) ?? []
    }
    const strip = Uint8Array.from([...row(values.slice(0, 3)), ...row(values.slice(3))])
    const picture = await decodeTiff(makeTiff({ ...size, strips: [strip], tags: { 258: bits } }))
    expect([...picture.data]).toEqual(values)
  })

  test('floats of 16 bits', async () => {
    const halves = new Uint16Array([0, 0x3c00, 0x4000, 0xbc00, 0x3800, 0x5bf8])
    const file = makeTiff({ ...size, strips: [bytesOf(halves)], tags: { 258: 16, 339: 3 } })
    expect([...(await decodeTiff(file)).data]).toEqual([0, 1, 2, -1, 0.5, 255])
  })

  test.each([0, 1])('booleans with photometric %i: 0 and 1, whichever is white', async (white) => {
    const strip = Uint8Array.of(0b10100000, 0b01000000)
    const file = makeTiff({ ...size, strips: [strip], tags: { 258: 1, 262: white } })
    const picture = await decodeTiff(file)
    expect([...picture.data]).toEqual([1, 0, 1, 0, 1, 0])
    expect(picture.whiteIsZero).toBe(white === 0)
  })

  // by tifffile 2026.3.3
  test.each<[string, string, number[]]>([
    [
      'float16',
      'SUkqAAgAAAAOAAABBAABAAAAAwAAAAEBBAABAAAAAgAAAAIBAwABAAAAEAAAAAMBAwABAAAAsoAAAAYBAwABAAAAAQAAABEBBAABAAAA0AAAABUBAwABAAAAAQAAABYBBAABAAAAAgAAABcBBAABAAAAFwAAABoBBQABAAAAtgAAABsBBQABAAAAvgAAACgBAwABAAAAAQAAAD0BAwABAAAAAwAAAFMBAwABAAAAAwAAAAAAAAABAAAAAQAAAAEAAAABAAAAAAAAAAAAAAAAAHicAQwA8//C/flIAAA6BgK+AIAkgQSB',
      [-3, -1.75, -0.5, 0.75, 2, 3.25],
    ],
    [
      'float32',
      'SUkqAAgAAAAOAAABBAABAAAAAwAAAAEBBAABAAAAAgAAAAIBAwABAAAAIAAAAAMBAwABAAAAsoAAAAYBAwABAAAAAQAAABEBBAABAAAA0AAAABUBAwABAAAAAQAAABYBBAABAAAAAgAAABcBBAABAAAAIwAAABoBBQABAAAAtgAAABsBBQABAAAAvgAAACgBAwABAAAAAQAAAD0BAwABAAAAAwAAAFMBAwABAAAAAwAAAAAAAAABAAAAAQAAAAEAAAABAAAAAAAAAAAAAAAAAHicARgA5//A/wCBoCAAAAAAAAA/AQAAwFCwAAAAAABRxQUB',
      [-3, -1.75, -0.5, 0.75, 2, 3.25],
    ],
    [
      'float32, the higher byte first, three samples',
      'TU0AKgAAAAgADwEAAAQAAAABAAAAAgEBAAQAAAABAAAAAgECAAMAAAADAAAAwgEDAAMAAAABgLIAAAEGAAMAAAABAAIAAAERAAQAAAABAAAA4AEVAAMAAAABAAMAAAEWAAQAAAABAAAAAgEXAAQAAAABAAAAKwEaAAUAAAABAAAAyAEbAAUAAAABAAAA0AEcAAMAAAABAAEAAAEoAAMAAAABAAEAAAE9AAMAAAABAAMAAAFTAAMAAAADAAAA2AAAAAAAIAAgACAAAAABAAAAAQAAAAEAAAABAAMAAwADAAB4nDuwf399YyPjggMMCgEHGDYwwICDgwMjI6N/+fySBJ8/L67AxQF9Hw0B',
      [-3, -1.75, -0.5, 0.75, 2, 3.25, 4.5, 5.75, 7, 8.25, 9.5, 10.75],
    ],
    [
      'float64',
      'TU0AKgAAAAgADgEAAAQAAAABAAAAAwEBAAQAAAABAAAAAgECAAMAAAABAEAAAAEDAAMAAAABgLIAAAEGAAMAAAABAAEAAAERAAQAAAABAAAA0AEVAAMAAAABAAEAAAEWAAQAAAABAAAAAgEXAAQAAAABAAAAGwEaAAUAAAABAAAAtgEbAAUAAAABAAAAvgEoAAMAAAABAAEAAAE9AAMAAAABAAMAAAFTAAMAAAABAAMAAAAAAAAAAAABAAAAAQAAAAEAAAABAAAAAAAAAAAAAHicO/CfwfPLEwUGdGDPyLBCgusbhjgA3QMGAQ==',
      [-3, -1.75, -0.5, 0.75, 2, 3.25],
    ],
    [
      'int64',
      'SUkqAAgAAAAOAAABBAABAAAAAwAAAAEBBAABAAAAAgAAAAIBAwABAAAAQAAAAAMBAwABAAAAsoAAAAYBAwABAAAAAQAAABEBBAABAAAA0AAAABUBAwABAAAAAQAAABYBBAABAAAAAgAAABcBBAABAAAAGwAAABoBBQABAAAAtgAAABsBBQABAAAAvgAAACgBAwABAAAAAQAAAD0BAwABAAAAAgAAAFMBAwABAAAAAgAAAAAAAAABAAAAAQAAAAEAAAABAAAAAAAAAAAAAAAAAHicY4ACRjT6738I0IcKXPkH5DAwMAAAwyYM+A==',
      [0, 1, 2, -3, 300, 1099511627776],
    ],
    [
      'uint64, the higher byte first',
      'TU0AKgAAAAgADQEAAAQAAAABAAAAAwEBAAQAAAABAAAAAgECAAMAAAABAEAAAAEDAAMAAAABgLIAAAEGAAMAAAABAAEAAAERAAQAAAABAAAAwAEVAAMAAAABAAEAAAEWAAQAAAABAAAAAgEXAAQAAAABAAAAGAEaAAUAAAABAAAAqgEbAAUAAAABAAAAsgEoAAMAAAABAAEAAAE9AAMAAAABAAIAAAAAAAAAAAABAAAAAQAAAAEAAAABAAAAAAAAeJxjQAWMaDQzlKsJJP7////vCgAQ3AT/',
      [0, 1, 2, 3, 300, 1099511627776],
    ],
  ])('differences of %s', async (_, base64, values) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
    expect([...(await decodeTiff(bytes)).data]).toEqual(values)
  })

  test('bits that begin with the lowest', async () => {
    const strip = Uint8Array.of(0b00000101, 0b00000010)
    const file = makeTiff({ ...size, strips: [strip], tags: { 258: 1, 266: 2 } })
    expect([...(await decodeTiff(file)).data]).toEqual([1, 0, 1, 0, 1, 0])
  })

  test('five samples a pixel, together and in planes', async () => {
    const planes = Array.from({ length: 5 }, (_, s) =>
      Uint8Array.from({ length: 6 }, (_unused, i) => 10 * s + i),
    )
    const together = Uint8Array.from({ length: 30 }, (_, i) => 10 * (i % 5) + Math.floor(i / 5))
    const tags = { 258: [8, 8, 8, 8, 8], 277: 5, 338: [0, 0, 0, 0] }
    for (const file of [
      makeTiff({ ...size, strips: [together], tags }),
      makeTiff({ ...size, strips: planes, tags: { ...tags, 284: 2 } }),
    ]) {
      const picture = await decodeTiff(file)
      expect(picture).toMatchObject({ samples: 5, color: 'grey', alpha: false })
      expect([...picture.data]).toEqual([...together])
    }
  })

  test('indices and colours of a palette', async () => {
    const map = new Array<number>(768).fill(0)
    map[1] = 0xc8c8
    map[256 + 2] = 0xffff
    const file = makeTiff({
      ...size,
      strips: [Uint8Array.of(0, 1, 2, 2, 1, 0)],
      tags: { 262: 3, 320: map },
    })
    const { data, palette } = await decodeTiff(file)
    expect([...data]).toEqual([0, 1, 2, 2, 1, 0])
    expect(palette?.slice(0, 3)).toEqual([
      [0, 0, 0, 255],
      [200, 0, 0, 255],
      [0, 255, 0, 255],
    ])
  })

  test.each([
    { compression: 'none' },
    { compression: 'packbits' },
    { compression: 'lzw', predictor: 'none' },
    { compression: 'lzw', predictor: 'horizontal' },
    { compression: 'deflate', predictor: 'horizontal', tile: true, tileWidth: 32, tileHeight: 16 },
  ] as const)('what libtiff writes: %o', async (options) => {
    for (const channels of [1, 3] as const) {
      const raw = { width: 301, height: 203, channels }
      const data = Uint8Array.from({ length: 301 * 203 * channels }, (_, i) => (i * i) >> 7)
      const file = await sharp(data, { raw })
        .toColourspace(channels === 1 ? 'b-w' : 'srgb')
        .tiff(options)
        .toBuffer()
      expect((await decodeTiff(new Uint8Array(file))).data).toEqual(data)
    }
  })
})

describe('refuses', () => {
  test('a place that the palette does not have, with opacities between', async () => {
    const strip = Uint8Array.of(0, 255, 1, 255, 0, 255, 1, 255, 2, 255, 0, 255)
    const tags = { 258: [8, 8], 262: 3, 277: 2, 320: [0, 65535, 0, 0, 0, 0], 338: 2 }
    await expect(decodeTiff(makeTiff({ ...size, strips: [strip], tags }))).rejects.toThrow(
      'a pixel has the colour 2, its palette has 2 colours',
    )
  })

  const whole = makeTiff({ ...size, strips: [new Uint8Array(6)] })

  test('what is cut off, wherever', async () => {
    for (let length = 4; length < whole.length; length++)
      await expect(decodeTiff(whole.slice(0, length))).rejects.toThrow(
        'the picture is truncated or damaged: ',
      )
  })

  test('a strip that grows beyond the picture', async () => {
    const bomb = await new Response(
      new Blob([new Uint8Array(2 ** 24)]).stream().pipeThrough(new CompressionStream('deflate')),
    ).arrayBuffer()
    const file = makeTiff({ ...size, strips: [new Uint8Array(bomb)], tags: { 259: 8 } })
    await expect(decodeTiff(file)).rejects.toThrow('are more than its size says')
  })

  test('strips that lie on one another', async () => {
    const tags = { 273: [8, 8, 8, 8, 8], 279: [60, 60, 60, 60, 60], 277: 5, 284: 2 }
    const file = makeTiff({ ...size, strips: [new Uint8Array(60)], tags })
    await expect(decodeTiff(file)).rejects.toThrow('its parts are more than the file')
  })

  test.each([
    ['bits', { 258: 2 }, 'its parts hold more than its size and bits ask for'],
    ['columns', { 256: 1 }, 'its parts hold more than its size and bits ask for'],
    ['bits that are none', { 258: 0 }, 'its samples have no bits'],
    ['predictor', { 317: 4 }, 'its numbers are stored in a way (predictor 4) that is not known'],
    ['predictor of whole numbers', { 317: 3 }, 'its whole numbers are stored as floats are'],
    ['planes', { 284: 3 }, 'its samples are neither together nor apart'],
    ['a place within the header', { 273: 4 }, 'the file ends within its pixels'],
  ])('wrong %s', async (_, tags, problem) => {
    const file = makeTiff({ ...size, strips: [new Uint8Array(6)], tags })
    await expect(decodeTiff(file)).rejects.toThrow(problem)
  })

  test('a compression that is not read, by its name', async () => {
    const file = makeTiff({ ...size, strips: [new Uint8Array(6)], tags: { 259: 50000 } })
    await expect(decodeTiff(file)).rejects.toThrow(
      '[@spad/formats] the picture cannot be read: it has ZSTD compression.',
    )
  })

  test('more pixels than allowed', async () => {
    await expect(decodeTiff(whole, { maxPixels: 5 })).rejects.toThrow('it has over 5 pixels')
  })
})

test('a chain of directories in a circle ends', () => {
  const circle = makeTiff({ ...size, strips: [new Uint8Array(6)] })
  circle.set(circle.subarray(4, 8), circle.length - 4)
  expect(readTiffHeader(circle).pages).toBe(1000)
})

test('pictures that ImageJ puts behind the first are counted', () => {
  const text = Array.from('ImageJ=1.53t\nimages=50\nslices=50\n', (c) => c.charCodeAt(0))
  const file = makeTiff({ ...size, strips: [new Uint8Array(6)], tags: { 270: text } })
  // its type becomes that of a text
  const view = new DataView(file.buffer)
  const entry = Array.from({ length: 14 }, (_, i) => view.getUint32(4, true) + 2 + 12 * i).find(
    (at) => view.getUint16(at, true) === 270,
  )!
  const at = view.getUint32(entry + 8, true)
  view.setUint16(entry + 2, 2, true)
  file.set(text, at)
  expect(readTiffHeader(file).pages).toBe(50)
})
