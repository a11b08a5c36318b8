import { describe, expect, test } from 'vitest'
import type { NamedFile } from '@spad/core'
import { dicomReader } from '../src/dicom/dicom-reader.js'
import { findSeries } from '../src/find-series.js'
import { affineOf } from '../src/geometry/affine.js'
import { readScan } from '../src/read-scan.js'
import {
  decimalText,
  type Element,
  raw,
  sequence,
  shorts,
  text,
} from '../src/seg/element-writer.js'
import { dicomSegWriter } from '../src/seg/dicom-seg-writer.js'
import { valuesOf } from '../src/values-of.js'
import { ownScan, ownSeries, ownSlice, SECRET } from './own-files.js'

const slices = (...indices: number[]): NamedFile[] =>
  indices.map((index) => ({ name: `s${index}.dcm`, bytes: ownSlice(index) }))

/** Four slices whose positions are as given. */
const placed = (positions: readonly (readonly [number, number, number])[]): NamedFile[] =>
  positions.map((position, index) => ({
    name: `s${index}.dcm`,
    bytes: ownSlice(index % 4, [decimalText(0x00200032, ...position)]),
  }))

/** Two slices in a file whose detector alone says where they lie. */
function nuclear(more: readonly Element[]): Uint8Array {
  const place = [decimalText(0x00200032, -20, 15, 33), decimalText(0x00200037, 1, 0, 0, 0, 1, 0)]
  return ownSlice(0, [
    ...[raw(0x00200032, 'DS', new Uint8Array(0)), raw(0x00200037, 'DS', new Uint8Array(0))],
    sequence(0x00540022, place),
    shorts(0x00540081, 2),
    text(0x00280008, 'IS', '2'),
    raw(0x7fe00010, 'OW', new Uint8Array(ownScan.data.buffer, 0, 120).slice()),
    ...more,
  ])
}

describe('a series', () => {
  test('is sorted by position, whatever the order of its files', async () => {
    const scan = await readScan(ownSeries())
    expect(scan.data).toEqual(ownScan.data)
    expect(affineOf(scan.grid)).toEqual([0.8, 0, 0, -20, 0, 0.9, 0, 15, 0, 0, 3, 33, 0, 0, 0, 1])
    expect(scan).toMatchObject({
      channels: 1,
      rescale: { slope: 0.5, intercept: -10 },
      unit: 'HU',
      modality: 'CT',
      notes: [],
    })
    expect(valuesOf(scan, 'float64')[0]).toBe(-160)
  })

  test('names no window where the file says one without width', async () => {
    const of = async (width: number) => {
      const window = [decimalText(0x00281050, 40), decimalText(0x00281051, width)]
      return (await readScan([{ name: 'a.dcm', bytes: ownSlice(0, window) }])).window
    }
    expect(await of(400)).toEqual({ center: 40, width: 400 })
    expect(await of(0)).toBeUndefined()
  })

  test('has a slope for every slice where they differ', async () => {
    const files = [0, 1].map((index) => ({
      name: `${index}`,
      bytes: ownSlice(index, [decimalText(0x00281053, 1 + index)]),
    }))
    const scan = await dicomReader.read(files)
    expect(scan.rescale).toEqual([
      { slope: 1, intercept: -10 },
      { slope: 2, intercept: -10 },
    ])
    expect(valuesOf(scan)[30]).toBe(2 * ownScan.data[30]! - 10)
  })

  test('that lacks slices is refused with their places', async () => {
    const files = slices(0, 1, 3)
    await expect(readScan(files)).rejects.toThrow(
      "[@spad/formats] `s0.dcm`: 1 of 4 slices are missing, at 39 mm along the normal. Accept it by `allow: ['missing-slices']`.",
    )
    const { notes, grid } = await readScan(files, { allow: ['missing-slices'] })
    expect(notes?.[0]).toContain('at 39 mm')
    expect(grid.size).toEqual([6, 5, 3])
  })

  test('that is uneven is refused with the gap', async () => {
    const files = placed([
      [-20, 15, 0],
      [-20, 15, 3],
      [-20, 15, 7],
      [-20, 15, 10],
    ])
    await expect(readScan(files)).rejects.toThrow(
      "slices are 3 mm apart, but 4 mm after 3 mm along the normal. Accept it by `allow: ['uneven-slices']`",
    )
  })

  test('that is tilted is refused with the angle, and sheared where it is accepted', async () => {
    const files = placed([
      [-20, 15, 0],
      [-20, 16, 3],
      [-20, 17, 6],
    ])
    await expect(readScan(files)).rejects.toThrow('stacked 18.43° off their normal')
    const { grid } = await readScan(files, { allow: ['tilt'] })
    expect(affineOf(grid).slice(4, 8)).toEqual([0, 0.9, 1, 15])
  })

  test('with two slices at a place is refused', async () => {
    const files = placed([
      [-20, 15, 0],
      [-20, 15, 3],
      [-20, 15, 3],
    ])
    await expect(readScan(files)).rejects.toThrow('more than one slice at 3 mm along the normal')
  })

  test.each([
    ['EchoTime', 0x00180081],
    ['InversionTime', 0x00180082],
    ['FlipAngle', 0x00181314],
    ['FrameReferenceTime', 0x00541300],
  ])('of several values of %s alone is read as channels', async (name, tag) => {
    const files = [9.2, 4.6].flatMap((value) =>
      [0, 1, 2].map((index) => ({
        name: `${value}-${index}.dcm`,
        bytes: ownSlice(value === 4.6 ? index : index + 1, [
          decimalText(0x00200032, -20, 15, 33 + 3 * index),
          decimalText(tag, value),
        ]),
      })),
    )
    const { channels, notes, data } = await readScan(files)
    expect(channels).toBe(2)
    expect(notes).toEqual([
      `its 2 slices at each place were read as channels, in the order of ${name} (4.6, 9.2).`,
    ])
    const own = ownScan.data
    expect([...data.slice(0, 4)]).toEqual([own[0], own[30], own[1], own[31]])
  })

  test.each([
    ['EchoTime', 0x00189114, 0x00189082],
    ['NominalCardiacTriggerDelayTime', 0x00189118, 0x00209153],
    ['TemporalPositionTimeOffset', 0x00209310, 0x0020930d],
  ])('of one file whose frames differ in %s', async (name, group, tag) => {
    const number = (value: number) => new Uint8Array(new Float64Array([value]).buffer)
    const frames = [30, 10].flatMap((value) =>
      [0, 1].map((index) => [
        sequence(0x00209113, [decimalText(0x00200032, -20, 15, 33 + 3 * index)]),
        sequence(group, [raw(tag, 'FD', number(value))]),
      ]),
    )
    const bytes = ownSlice(0, [
      text(0x00280008, 'IS', '4'),
      sequence(0x52009230, ...frames),
      raw(0x7fe00010, 'OW', new Uint8Array(ownScan.data.buffer, 0, 240).slice()),
    ])
    const { channels, notes, data } = await readScan([{ name: 'a.dcm', bytes }])
    expect(channels).toBe(2)
    expect(notes).toEqual([
      `its 2 slices at each place were read as channels, in the order of ${name} (10, 30).`,
    ])
    const own = ownScan.data
    expect([...data.slice(0, 4)]).toEqual([own[60], own[0], own[61], own[1]])
  })

  test('whose pixel spacing was rounded in another way is one', async () => {
    const files = [0, 1, 2].map((index) => ({
      name: `s${index}.dcm`,
      bytes: ownSlice(index, [decimalText(0x00280030, 0.9, 0.8 + 1e-6 * index)]),
    }))
    expect((await readScan(files)).grid.spacing).toEqual([0.8, 0.9, 3])
    const wider = ownSlice(2, [decimalText(0x00280030, 0.9, 0.801)])
    await expect(readScan([...files.slice(0, 2), { name: 'w.dcm', bytes: wider }])).rejects.toThrow(
      'slices must be alike',
    )
  })

  // as ITK places them
  test.each([
    [3, 33, [0, 1]],
    [-3, 30, [1, 0]],
  ])('of nuclear medicine, %i mm apart, lies as its detector says', async (step, z, order) => {
    const bytes = nuclear([decimalText(0x00180088, step)])
    const { grid, data, notes } = await readScan([{ name: 'a.dcm', bytes }])
    expect(affineOf(grid)).toEqual([0.8, 0, 0, -20, 0, 0.9, 0, 15, 0, 0, 3, z, 0, 0, 0, 1])
    const own = ownScan.data
    expect([...data]).toEqual(order.flatMap((k) => [...own.slice(30 * k, 30 * k + 30)]))
    expect(notes).toEqual([])
  })

  test('of nuclear medicine without a distance says what is assumed', async () => {
    const { notes } = await readScan([{ name: 'a.dcm', bytes: nuclear([]) }])
    expect(notes).toContain('the file says not how its frames lie: they are 1 mm apart here.')
  })

  test('of several times is read as channels, in their order', async () => {
    const files = [1, 0].flatMap((time) =>
      [0, 1, 2].map((index) => ({
        name: `${time}-${index}.dcm`,
        bytes: ownSlice(time === 0 ? index : index + 1, [
          decimalText(0x00200032, -20, 15, 33 + 3 * index),
          text(0x00080018, 'UI', `1.2.3.${time}.${index}`),
          text(0x00180086, 'IS', String(time + 1)),
        ]),
      })),
    )
    const scan = await readScan(files)
    expect(scan).toMatchObject({
      channels: 2,
      rescale: { slope: 0.5, intercept: -10 },
      notes: [
        'its 2 slices at each place were read as channels, in the order of EchoNumbers (1, 2).',
      ],
    })
    expect(scan.grid.size).toEqual([6, 5, 3])
    const own = ownScan.data
    expect([...scan.data.slice(0, 4)]).toEqual([own[0], own[30], own[1], own[31]])
    // labels refer to the images of the time that they were made of
    const labels = { grid: scan.grid, data: Uint8Array.from({ length: 90 }, (_, i) => i % 2) }
    const classes = [
      { name: 'background', value: 0, color: [0, 0, 0] },
      { name: 'one', value: 1, color: [255, 0, 0] },
    ] as const
    for (const channel of [0, 1]) {
      const seg = await dicomSegWriter.write(labels, classes, { source: files, channel })
      const about = new TextDecoder('latin1').decode(seg)
      expect(about.includes(`1.2.3.${channel}.2`)).toBe(true)
      expect(about.includes(`1.2.3.${1 - channel}.2`)).toBe(false)
    }
  })

  test('of several times whose numbers mean different things becomes values', async () => {
    const files = [0, 1].flatMap((time) =>
      [0, 1].map((index) => ({
        name: `${time}-${index}.dcm`,
        bytes: ownSlice(index, [
          decimalText(0x00281053, 1 + time),
          text(0x00200100, 'IS', String(time + 1)),
        ]),
      })),
    )
    const scan = await readScan(files)
    expect(scan.rescale).toBeUndefined()
    const [first = NaN] = ownScan.data
    expect([...scan.data.slice(0, 2)]).toEqual([first - 10, 2 * first - 10])
  })

  test('with a scout is refused, and the scout is named', async () => {
    const scout = ownSlice(3, [decimalText(0x00200037, 0, 1, 0, 0, 0, -1)])
    await expect(readScan([...slices(0, 1), { name: 'scout.dcm', bytes: scout }])).rejects.toThrow(
      '`scout.dcm` lies in another direction',
    )
  })

  test('of slices that differ in size is refused', async () => {
    const other = ownSlice(1, [shorts(0x00280011, 5)])
    await expect(
      dicomReader.read([...slices(0), { name: 'other.dcm', bytes: other }]),
    ).rejects.toThrow('`other.dcm` has 5 × 5 pixels')
  })

  test('is found among others', async () => {
    const other = ownSlice(1, [text(0x0020000e, 'UI', '1.2.3.10')])
    const files = [...slices(0, 1), { name: 'b.dcm', bytes: other }, junk]
    const { scans, others } = await findSeries(files)
    expect(
      scans.map(({ series, modality, files: found }) => [series, modality, found.length]),
    ).toEqual([
      ['1.2.3.9', 'CT', 2],
      ['1.2.3.10', 'CT', 1],
    ])
    expect(others).toEqual([
      { name: 'readme.txt', reason: '`readme.txt` is of no format that is read.' },
    ])
    await expect(readScan(files)).rejects.toThrow('`files` hold 2 scans (mixed series)')
    expect(await readScan(files.slice(0, 3), { allow: ['mixed-series'] }).catch(String)).toContain(
      'more than one slice',
    )
  })

  test('an unknown fault is refused', async () => {
    await expect(readScan(slices(0), { allow: ['everything'] })).rejects.toThrow(
      '`allow` has "everything": it may have missing-slices',
    )
  })

  test('stops when it is aborted', async () => {
    await expect(readScan(slices(0, 1), { signal: AbortSignal.abort() })).rejects.toThrow('aborted')
  })
})

const junk: NamedFile = { name: 'readme.txt', bytes: new TextEncoder().encode('read me') }

describe('pixels', () => {
  const read = (...changed: Parameters<typeof ownSlice>[1] & object) =>
    dicomReader.read([{ name: 'a.dcm', bytes: ownSlice(0, changed) }])

  test('bits above those stored are no part of a number', async () => {
    const words = new Uint8Array(new Uint16Array(30).fill(0xfabc).buffer)
    const stored = [shorts(0x00280101, 12), shorts(0x00280102, 11), raw(0x7fe00010, 'OW', words)]
    expect((await read(...stored)).data[0]).toBe(0xabc - 0x1000)
    expect((await read(...stored, shorts(0x00280103, 0))).data[0]).toBe(0xabc)
  })

  test('MONOCHROME1 is told, not turned', async () => {
    const scan = await read(text(0x00280004, 'CS', 'MONOCHROME1'))
    expect(scan.inverted).toBe(true)
    expect(scan.data[0]).toBe(ownScan.data[0])
  })

  test.each([
    [
      [shorts(0x00280010, 6)],
      'is cut short: 72 bytes of samples are wanted from byte 0 on, it has 60',
    ],
    [[shorts(0x00280100, 12)], 'has 12 bits a sample'],
    [[shorts(0x00280101, 17)], 'stores 17 of 16 bits'],
    [[shorts(0x00280002, 2)], 'has 2 samples a pixel'],
    [[text(0x00280004, 'CS', SECRET)], 'has a photometric interpretation that is not read'],
    [[shorts(0x00280010, 0)], 'has the size 6 × 0 × 1 × 1'],
    [[text(0x00280008, 'IS', '2000000000')], 'at most 1073741824 samples are read'],
    [[decimalText(0x00280030, 0, 0.8)], 'has a pixel spacing of 0 × 0.8 mm'],
  ])('that cannot be are refused: %#', async (changed, message) => {
    await expect(read(...changed)).rejects.toThrow(message)
  })

  test('RLE turns back what was packed', async () => {
    const bytes = new Uint8Array(60)
    bytes.set(new Uint8Array(ownScan.data.buffer, 0, 60))
    const scan = await dicomReader.read([{ name: 'r.dcm', bytes: rleFile(bytes) }])
    expect(scan.data).toEqual(ownScan.data.slice(0, 30))
  })
})

/** Literal runs alone, high bytes first. */
function rleFile(bytes: Uint8Array): Uint8Array {
  const plane = (offset: number) => [
    29,
    ...Array.from({ length: 30 }, (_, i) => bytes[2 * i + offset]!),
  ]
  const header = new Uint32Array(16)
  header.set([2, 64, 95])
  const frame = new Uint8Array([...new Uint8Array(header.buffer), ...plane(1), ...plane(0)])
  const item = (value: Uint8Array) => {
    const head = new DataView(new ArrayBuffer(8))
    head.setUint32(0, 0xe000fffe, true)
    head.setUint32(4, value.length, true)
    return [...new Uint8Array(head.buffer), ...value]
  }
  const pixels = [
    ...[0xe0, 0x7f, 0x10, 0x00, 0x4f, 0x42, 0, 0, 255, 255, 255, 255],
    ...item(new Uint8Array(0)),
    ...item(frame),
    ...[0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0],
  ]
  const meta = [
    0x02,
    0,
    0x10,
    0,
    0x55,
    0x49,
    20,
    0,
    ...new TextEncoder().encode('1.2.840.10008.1.2.5\0'),
  ]
  const length = [0x02, 0, 0, 0, 0x55, 0x4c, 4, 0, meta.length, 0, 0, 0]
  const body = ownSlice(0)
  const before = body.subarray(0, body.length - 72)
  return new Uint8Array([
    ...new Array<number>(128).fill(0),
    68,
    73,
    67,
    77,
    ...length,
    ...meta,
    ...before,
    ...pixels,
  ])
}

test('no field of a patient reaches a scan, a group or an error', async () => {
  const secrets = [
    0x00080080, 0x00080090, 0x00081030, 0x0008103e, 0x00104000, 0x00281054, 0x00204000,
  ]
  const planted = secrets.map((tag) => text(tag, 'LO', SECRET))
  const files = [0, 1].map((index) => ({
    name: `s${index}.dcm`,
    bytes: ownSlice(index, [
      ...planted,
      text(0x00080060, 'CS', SECRET),
      sequence(0x00081140, planted),
    ]),
  }))
  const scan = await readScan(files)
  expect(JSON.stringify({ ...scan, data: undefined })).not.toContain(SECRET)
  const { scans } = await findSeries(files)
  expect(JSON.stringify(scans.map((found) => ({ ...found, files: undefined })))).not.toContain(
    SECRET,
  )
  for (let length = 0; length < files[0]!.bytes.length; length += 3) {
    const cut = { name: 's0.dcm', bytes: files[0]!.bytes.slice(0, length) }
    const error: unknown = await readScan([cut]).catch((thrown: unknown) => thrown)
    expect(String(error)).not.toContain(SECRET)
    expect((error as Error).cause).toBeUndefined()
  }
})
