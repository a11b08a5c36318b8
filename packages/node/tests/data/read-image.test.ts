import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { readImage } from '../../src/index.js'
import { colour, deep, floatTiff, grey, makeFolder, picture, rawPng, tiff } from './pictures.js'

async function put(data: Uint8Array | string, name = 'x.png'): Promise<string> {
  return join(await makeFolder({ [name]: data }), name)
}

describe('reads', () => {
  test('8 bits as parts of 255', async () => {
    const image = await readImage(await put(await grey((i) => i % 256)))
    expect(image).toMatchObject({ height: 12, width: 16, channels: 1 })
    expect(image.data).toEqual(Float32Array.from({ length: 192 }, (_, i) => (i % 256) / 255))
  })

  test('the colours of a TIFF with a palette and an opaque opacity beside each index', async () => {
    const map = new Array<number>(768).fill(0)
    map[1] = 0xffff
    const values = Uint8Array.from({ length: 384 }, (_, i) => (i % 2 ? 255 : (i / 2) % 2))
    const tags = { 258: [8, 8], 262: 3, 277: 2, 320: map, 338: 2 }
    const image = await readImage(await put(tiff(values, tags)))
    expect(image).toMatchObject({ height: 12, width: 16, channels: 3 })
    expect([...image.data.subarray(0, 9)]).toEqual([0, 0, 0, 1, 0, 0, 0, 0, 0])
  })

  test('16 bits as parts of 65535, grey and colour', async () => {
    const image = await readImage(await put(await deep((i) => i * 300)))
    expect(image.data).toEqual(Float32Array.from({ length: 192 }, (_, i) => (i * 300) / 65535))
    const coloured = await readImage(await put(await deep((i) => (i * 5000) % 65536, 3)))
    expect(coloured.channels).toBe(3)
    expect(coloured.data[4]).toBeCloseTo(20000 / 65535, 6)
  })

  test('colour with channels interleaved', async () => {
    const image = await readImage(await put(await colour((i) => (i % 3) * 100)))
    expect(image.channels).toBe(3)
    expect([...image.data.subarray(0, 3)]).toEqual([
      0,
      Math.fround(100 / 255),
      Math.fround(200 / 255),
    ])
  })

  test('grey that is stored as red, green and blue as grey', async () => {
    const file = await put(await colour((i) => Math.floor(i / 3)))
    const image = await readImage(file)
    expect(image.channels).toBe(1)
    expect(image.data).toEqual(Float32Array.from({ length: 192 }, (_, i) => i / 255))
    expect((await readImage(file, { channels: 1 })).channels).toBe(1)
    expect((await readImage(file, { channels: 3 })).channels).toBe(3)
  })

  test('JPEG and TIFF, and a JPEG that calls itself PNG', async () => {
    const flat = picture(() => 128)
    for (const data of [await flat.clone().jpeg().toBuffer(), await flat.tiff().toBuffer()]) {
      const image = await readImage(await put(data))
      expect(image.channels).toBe(1)
      expect(image.data[0]).toBeCloseTo(128 / 255, 6)
    }
  })

  test('an opaque alpha channel as none', async () => {
    const file = await put(await grey((i) => (i % 2 === 1 ? 255 : 7), { channels: 2 }))
    expect((await readImage(file)).data.every((value) => value === Math.fround(7 / 255))).toBe(true)
    const coloured = await put(
      await grey((i) => (i % 4 === 3 ? 255 : (i % 4) * 50), { channels: 4 }),
    )
    expect((await readImage(coloured)).channels).toBe(3)
  })

  test('20,000 pixels in a row', async () => {
    const file = await put(await grey((i) => i % 256, { width: 20_000, height: 8 }))
    expect(await readImage(file)).toMatchObject({ width: 20_000, height: 8, channels: 1 })
  })

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('orientation %i as sharp and browsers do', async (tag) => {
    const shades = picture((i) => (i % 16) * 6 + Math.floor(i / 16) * 10)
    const data = await shades.withMetadata({ orientation: tag }).jpeg({ quality: 100 }).toBuffer()
    const upright = await sharp(data)
      .rotate()
      .toColourspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true })
    const { width, height, data: values } = await readImage(await put(data))
    expect({ width, height }).toEqual({ width: upright.info.width, height: upright.info.height })
    expect(values).toEqual(Float32Array.from(upright.data, (value) => value / 255))
  })

  test('grey where colour is expected, as equal red, green and blue', async () => {
    const image = await readImage(await put(await grey((i) => i)), { channels: 3 })
    const stored = await readImage(await put(await colour((i) => Math.floor(i / 3))), {
      channels: 3,
    })
    expect(image).toEqual(stored)
  })
})

describe('refuses', () => {
  test('transparency', async () => {
    const file = await put(await grey((i) => i % 256, { channels: 4 }))
    await expect(readImage(file)).rejects.toThrow(
      `[@spad/node] \`${file}\` has transparent pixels: what they look like is undefined. Flatten`,
    )
  })

  test('colour where grey is expected', async () => {
    const coloured = await put(await colour((i) => i % 256))
    await expect(readImage(coloured, { channels: 1 })).rejects.toThrow(
      `[@spad/node] \`${coloured}\` is in colour: grey is expected here. Convert it to grey.`,
    )
  })

  test.each(['png', 'jpeg', 'tiff'] as const)('a truncated %s', async (format) => {
    const noise = picture((i) => (i * 7919) % 251, { width: 64, height: 64 })
    const whole = await noise.toFormat(format).toBuffer()
    const file = await put(whole.subarray(0, whole.length / 2))
    await expect(readImage(file)).rejects.toThrow(
      /cannot be decoded \(.+\): it is truncated or damaged\. Copy it again from its source\.$/,
    )
  })

  test('a PNG with a wrong byte in the middle', async () => {
    const data = await grey((i) => (i * 7919) % 251, { width: 64, height: 64 })
    data[data.length >> 1] = (data[data.length >> 1] ?? 0) ^ 0xff
    await expect(readImage(await put(data))).rejects.toThrow('it is truncated or damaged')
  })

  test('text, nothing, a folder and a missing file', async () => {
    const text = await put('hello')
    await expect(readImage(text)).rejects.toThrow(
      `\`${text}\` is no picture that can be read: its content is neither PNG, JPEG nor TIFF, ` +
        'whatever its name says. Convert it or remove it.',
    )
    const empty = await put('')
    await expect(readImage(empty)).rejects.toThrow(`\`${empty}\` is empty: 0 bytes. Copy it again.`)
    const dir = await makeFolder()
    await expect(readImage(dir)).rejects.toThrow(
      `\`${dir}\` is no file but a folder, pipe or device: it is not read. Give the file itself, or`,
    )
    await expect(readImage(join(dir, 'no.png'))).rejects.toThrow(
      `\`${join(dir, 'no.png')}\` does not exist. Check the path.`,
    )
  })

  test('another format', async () => {
    const file = await put(
      await picture((i) => i)
        .webp()
        .toBuffer(),
    )
    await expect(readImage(file)).rejects.toThrow(
      `\`${file}\` holds webp: it must be a PNG, JPEG or TIFF. Convert it.`,
    )
  })

  test('a picture of one pixel', async () => {
    const file = await put(await grey(() => 9, { width: 1, height: 1 }))
    await expect(readImage(file)).rejects.toThrow(
      `\`${file}\` has 1 × 1 pixels: each side must be at least 8. Remove the case.`,
    )
  })

  test('more than 100 million pixels, by the header alone', async () => {
    const file = await put(
      rawPng({ width: 20_000, height: 20_000, depth: 8, type: 0, rows: [[1, 2, 3]] }),
    )
    await expect(readImage(file)).rejects.toThrow(
      `\`${file}\` has 20000 × 20000 pixels: it may have 100 million at most. Shrink it`,
    )
  })

  test('several pages, CMYK and floating point', async () => {
    const page = await grey((i) => i)
    const pages = await sharp([page, page], { join: { animated: true } })
      .tiff()
      .toBuffer()
    await expect(readImage(await put(pages))).rejects.toThrow(
      'has 2 pages: it must hold one picture. Split it into files.',
    )
    const cmyk = await picture((i) => i % 256, { channels: 3 })
      .toColourspace('cmyk')
      .jpeg()
      .toBuffer()
    await expect(readImage(await put(cmyk))).rejects.toThrow(
      'is in the colour space cmyk: it must be grey or RGB. Convert it.',
    )
    const floats = floatTiff()
    await expect(readImage(await put(floats))).rejects.toThrow(
      'has samples of type float: they must be integers of 8 or 16 bits.',
    )
  })
})

describe('TIFFs with more samples than colours', () => {
  const strip = (samples: number): Uint8Array =>
    Uint8Array.from({ length: 192 * samples }, (_, i) => i % 251)

  test.each([
    [2, { 262: 1 }, '1 of grey and 1 that is neither'],
    [5, { 262: 1 }, '1 of grey and 4 that are neither'],
    [4, { 262: 2 }, '3 of colour and 1 that is neither'],
  ])('%i samples are refused by number', async (samples, tags, text) => {
    const bits = new Array<number>(samples).fill(8)
    const file = await put(tiff(strip(samples), { 258: bits, 277: samples, ...tags }))
    await expect(readImage(file)).rejects.toThrow(`\`${file}\` has ${samples} channels, ${text}`)
  })

  test('a white that is 0 is shown as white', async () => {
    const image = await readImage(await put(tiff(new Uint8Array(192).fill(55), { 262: 0 })))
    expect(image.data[0]).toBeCloseTo(200 / 255, 6)
  })

  test('a compression that is not read is no damage', async () => {
    const file = await put(tiff(new Uint8Array(192), { 259: 50000 }))
    await expect(readImage(file)).rejects.toThrow(
      `\`${file}\` has ZSTD compression, which is not read: save it with LZW, deflate or no ` +
        'compression, or as a PNG.',
    )
  })
})

test.each(['png', 'jpeg', 'tiff'] as const)(
  'a %s that is replaced is read anew',
  async (format) => {
    const file = await put('', 'same')
    const shade = (value: number): Promise<Buffer> =>
      picture(() => value, { width: 64, height: 64 })
        .toFormat(format)
        .toBuffer()
    for (const value of [20, 120, 220]) {
      const data = await shade(value)
      await writeFile(file, data)
      expect((await readImage(file)).data[100]).toBeCloseTo(value / 255, 2)
      await writeFile(file, data.subarray(0, data.length >> 1))
      await expect(readImage(file)).rejects.toThrow('it is truncated or damaged')
    }
    await rm(file)
    await expect(readImage(file)).rejects.toThrow('does not exist')
  },
)

test('a JPEG of a thousand scans is refused at once', async () => {
  const whole = await picture((i) => i % 251, { width: 64, height: 64 })
    .jpeg({ progressive: true })
    .toBuffer()
  const start = whole.lastIndexOf(Buffer.from([0xff, 0xda]))
  const scan = whole.subarray(start, whole.length - 2)
  const scans = Array.from({ length: 1000 }, () => scan)
  const file = await put(Buffer.concat([whole.subarray(0, -2), ...scans, whole.subarray(-2)]))
  await expect(readImage(file)).rejects.toThrow(
    /is not read: it has 10\d\d scans, of which 100 are allowed\. Save it as a PNG/,
  )
})

test.each([
  ["its samples are JPEG's of 12 bits, where 8 are read", 0xc1, 12],
  ["it is coded by JPEG's lossless process", 0xc3, 8],
])('a JPEG is not called damaged where %s', async (problem, marker, bits) => {
  const bytes = await picture((i) => i % 251)
    .jpeg()
    .toBuffer()
  const start = bytes.indexOf(Buffer.from([0xff, 0xc0]))
  bytes[start + 1] = marker
  bytes[start + 4] = bits
  await expect(readImage(await put(bytes))).rejects.toThrow(
    `is not read: ${problem}. Save it as a PNG of 8 or 16 bits.`,
  )
})

test('a TIFF of fewer samples than its colours is told so', async () => {
  const file = await put(tiff(new Uint8Array(192), { 262: 2 }), 'a.tif')
  await expect(readImage(file)).rejects.toThrow(
    'has 1 channel, where its red, green and blue are 3: its header is wrong. Save it anew.',
  )
})

test('a picture in memory is read as its file is', async () => {
  const bytes = await deep((i) => i * 300)
  const dir = await makeFolder({ 'a.png': bytes })
  expect(await readImage('the picture', { bytes })).toEqual(await readImage(join(dir, 'a.png')))
  await expect(readImage('the picture', { bytes: bytes.subarray(0, 60) })).rejects.toThrow(
    /^\[@spad\/node\] `the picture` cannot be decoded \(.*\): it is truncated or damaged\./,
  )
})
