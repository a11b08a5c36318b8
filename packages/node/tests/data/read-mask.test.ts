import { join } from 'node:path'
import { expect, test } from 'vitest'
import { distinctValues, readMask } from '../../src/data/read-mask.js'
import { colour, deep, grey, indexed, makeFolder, picture, rawPng, tiff } from './pictures.js'

async function put(data: Uint8Array): Promise<string> {
  return join(await makeFolder({ 'm.png': data }), 'm.png')
}

const rows = Array.from({ length: 8 }, () => [0, 1, 2, 1, 0, 1, 2, 1])

test('reads grey levels', async () => {
  const mask = await readMask(await put(await grey((i) => i % 5)))
  expect(mask).toMatchObject({ height: 12, width: 16 })
  expect([...mask.data.subarray(0, 6)]).toEqual([0, 1, 2, 3, 4, 0])
  expect(distinctValues(mask)).toEqual([0, 1, 2, 3, 4])
})

test('reads the indices of a palette with colours', async () => {
  const file = await put(
    rawPng({
      width: 8,
      height: 8,
      depth: 8,
      type: 3,
      rows,
      palette: [
        [0, 0, 0],
        [128, 0, 0],
        [0, 128, 0],
      ],
    }),
  )
  expect([...(await readMask(file)).data.subarray(0, 8)]).toEqual([0, 1, 2, 1, 0, 1, 2, 1])
})

test('reads packed indices, rows filled up to whole bytes', async () => {
  const file = await put(
    rawPng({
      width: 9,
      height: 8,
      depth: 2,
      type: 3,
      // 0 1 2 1 · 0 1 2 1 · 2 and three places of padding
      rows: Array.from({ length: 8 }, () => [0b00011001, 0b00011001, 0b10000000]),
      palette: [
        [0, 0, 0],
        [255, 0, 0],
        [0, 255, 0],
      ],
    }),
  )
  const { data } = await readMask(file)
  expect([...data.subarray(9, 18)]).toEqual([0, 1, 2, 1, 0, 1, 2, 1, 2])
})

test('reads the grey levels of a palette of greys, as a lossless optimiser writes', async () => {
  const file = await put(
    rawPng({
      width: 8,
      height: 8,
      depth: 1,
      type: 3,
      rows: Array.from({ length: 8 }, () => [0b01010101]),
      palette: [
        [0, 0, 0],
        [255, 255, 255],
      ],
    }),
  )
  expect([...(await readMask(file)).data.subarray(0, 4)]).toEqual([0, 255, 0, 255])
})

test('reads a 1-bit grey PNG as black and white', async () => {
  const bits = Array.from({ length: 8 }, () => [0b01010101])
  const file = await put(rawPng({ width: 8, height: 8, depth: 1, type: 0, rows: bits }))
  expect([...(await readMask(file)).data.subarray(0, 4)]).toEqual([0, 255, 0, 255])
})

test('reads equal red, green and blue, an opaque alpha, 16 bits and TIFF', async () => {
  const equal = await put(await colour((i) => Math.floor(i / 3) % 2))
  expect(distinctValues(await readMask(equal))).toEqual([0, 1])
  const opaque = await put(await grey((i) => (i % 2 === 1 ? 255 : 3), { channels: 2 }))
  expect(distinctValues(await readMask(opaque))).toEqual([3])
  const wide = await put(await deep((i) => i % 3))
  expect(distinctValues(await readMask(wide))).toEqual([0, 1, 2])
  const tiff = await put(
    await picture((i) => i % 2)
      .tiff({ compression: 'lzw' })
      .toBuffer(),
  )
  expect(distinctValues(await readMask(tiff))).toEqual([0, 1])
})

test('reads values of 16 bits, such as those of an atlas', async () => {
  const file = await put(await deep((i) => (i === 5 ? 2035 : i === 6 ? 65535 : 0)))
  const mask = await readMask(file)
  expect([...mask.data.subarray(4, 8)]).toEqual([0, 2035, 65535, 0])
  expect(distinctValues(mask)).toEqual([0, 2035, 65535])
})

test('refuses a mask coded by colours', async () => {
  const file = await put(await colour((i) => (i % 3 === 0 ? 255 : 0)))
  await expect(readMask(file)).rejects.toThrow(
    `\`${file}\` is coded by red, green and blue: a mask must hold one number a pixel. ` +
      'Save it as an 8-bit PNG with one value for each class, or let `spad dataset convert --from csv TABLE ' +
      '--colors COLORS.json` make such masks.',
  )
})

test('refuses transparency and JPEG', async () => {
  const file = await put(await grey((i) => i % 2, { channels: 2 }))
  await expect(readMask(file)).rejects.toThrow(`\`${file}\` has transparent pixels`)
  const lossy = await put(
    await picture((i) => i % 2)
      .jpeg()
      .toBuffer(),
  )
  await expect(readMask(lossy)).rejects.toThrow(
    `\`${lossy}\` is a JPEG, which changes values: a mask must be a PNG or TIFF. Export it`,
  )
})

test('refuses a truncated palette', async () => {
  const whole = rawPng({ width: 8, height: 8, depth: 8, type: 3, rows, palette: [[9, 0, 0]] })
  const file = await put(whole.subarray(0, whole.length - 20))
  await expect(readMask(file)).rejects.toThrow('it is truncated or damaged')
})

const cycle = Uint8Array.from({ length: 192 }, (_, i) => i % 3)

test.each([
  ['int8', Int8Array.from(cycle), 2],
  ['int32, as scikit-image writes labels', Int32Array.from(cycle), 2],
  ['int64, as numpy does', BigInt64Array.from(cycle, BigInt), 2],
  ['uint32', Uint32Array.from(cycle), 1],
  ['float32', Float32Array.from(cycle), 3],
  ['float64', Float64Array.from(cycle), 3],
])('reads whole numbers of a TIFF: %s', async (_, values, format) => {
  const mask = await readMask(await put(tiff(values, { 339: format })))
  expect(mask.data).toEqual(cycle)
})

test.each([
  ['0.5', new Float32Array(192).fill(0.5), 3],
  ['-1', new Int16Array(192).fill(-1), 2],
  ['NaN', new Float64Array(192).fill(NaN), 3],
  ['70000', new Uint32Array(192).fill(70_000), 1],
])('refuses %s, with advice for a mask', async (value, values, format) => {
  const file = await put(tiff(values, { 339: format }))
  await expect(readMask(file)).rejects.toThrow(
    `[@spad/node] \`${file}\` holds the value ${value}: a mask's values must be whole numbers from 0 ` +
      'to 65535. Save the mask as an 8-bit PNG with one value for each class.',
  )
})

test('takes the numbers that a TIFF stores, also where 0 is white', async () => {
  const bits = Uint8Array.from({ length: 24 }, () => 0b01100000)
  const boolean = await readMask(await put(tiff(bits, { 258: 1, 262: 0 })))
  expect([...boolean.data.subarray(0, 8)]).toEqual([0, 1, 1, 0, 0, 0, 0, 0])
  const bytes = await readMask(await put(tiff(cycle, { 262: 0 })))
  expect(bytes.data).toEqual(cycle)
})

test('takes the numbers of a fax, which sharp decodes', async () => {
  const fax = picture((i) => (i % 16 > 7 ? 255 : 0)).tiff({ compression: 'ccittfax4', bitdepth: 1 })
  const mask = await readMask(await put(await fax.toBuffer()))
  expect(distinctValues(mask)).toEqual([0, 1])
})

test('reads the indices and colours of a TIFF with a palette', async () => {
  const map = new Array<number>(768).fill(0)
  map[2] = 0xffff
  const mask = await readMask(await put(tiff(cycle, { 262: 3, 320: map })))
  expect(mask.data).toEqual(cycle)
  expect([...(mask.colors ?? [])]).toEqual([
    [0, [0, 0, 0]],
    [1, [0, 0, 0]],
    [2, [255, 0, 0]],
  ])
})

test('leaves an opacity beside the indices of a TIFF aside, and refuses one that hides', async () => {
  const map = new Array<number>(768).fill(0)
  map[2] = 0xffff
  const tags = { 258: [8, 8], 262: 3, 277: 2, 320: map, 338: 2 }
  const withAlpha = Uint8Array.from({ length: 384 }, (_, i) => (i % 2 ? 255 : (i / 2) % 3))
  expect((await readMask(await put(tiff(withAlpha, tags)))).data).toEqual(cycle)
  withAlpha[7] = 254
  await expect(readMask(await put(tiff(withAlpha, tags)))).rejects.toThrow('transparent pixels')
})

test('reads an index above 255, which 16 bits may hold', async () => {
  const indices = Uint16Array.from(cycle)
  indices[3] = 257
  const map = new Array<number>(3 * 65536).fill(0)
  const file = await put(tiff(indices, { 262: 3, 320: map }))
  const { data } = await readMask(file)
  expect(data).toEqual(indices)
})

test('refuses samples beside the mask, by their number', async () => {
  const values = Uint8Array.from({ length: 384 }, (_, i) => i % 2)
  const file = await put(tiff(values, { 258: [8, 8], 277: 2, 338: 0 }))
  await expect(readMask(file)).rejects.toThrow(
    `\`${file}\` has 2 channels, 1 of grey and 1 that is neither colour nor opacity: a mask holds one ` +
      'number a pixel. Save the mask as an 8-bit PNG with one value for each class.',
  )
})

test('refuses a JPEG within a TIFF', async () => {
  const file = await put(
    await picture((i) => i % 2)
      .tiff({ compression: 'jpeg' })
      .toBuffer(),
  )
  await expect(readMask(file)).rejects.toThrow(`\`${file}\` holds a JPEG, which changes values`)
})

test('no bit of a mask can be flipped unnoticed', async () => {
  const palette = [
    [0, 0, 0],
    [200, 0, 0],
  ] as const
  for (const whole of [await grey((i) => i % 2), indexed((i) => i % 2, palette)])
    for (let at = 8; at < whole.length; at += 3) {
      const data = whole.slice()
      data[at] = (data[at] ?? 0) ^ 4
      await expect(readMask(await put(data))).rejects.toThrow('it is truncated or damaged')
    }
})
