import { describe, expect, test } from 'vitest'
import { metaimageReader } from '../src/metaimage/metaimage-reader.js'
import { writeNifti } from '../src/nifti/write-nifti.js'
import { readScan } from '../src/read-scan.js'
import { type Element, raw, shorts, text } from '../src/seg/element-writer.js'
import { encapsulated } from './encapsulated.js'
import { ownScan, ownSlice } from './own-files.js'
import { nrrdFile } from './nrrd/nrrd-file.js'

const doubles = (...values: number[]) => new Uint8Array(Float64Array.of(...values).buffer)

// numbers in headers that decide what is read: a wrong one is no missing one
describe('DICOM', () => {
  const read = (...changed: Element[]) => readScan([{ name: 'a.dcm', bytes: ownSlice(0, changed) }])
  const spacing = '`PixelSpacing` that is not 2 numbers: mend it, it is not guessed.'
  const number = 'that is not a number: mend it, it is not guessed.'
  const turned = 'that is not two directions of length 1 at right angles: mend it.'

  test.each<[string, Element]>([
    [`\`NumberOfFrames\` ${number}`, text(0x00280008, 'IS', 'many')],
    [`\`RescaleSlope\` ${number}`, text(0x00281053, 'DS', 'NaN')],
    [`\`RescaleSlope\` ${number}`, text(0x00281053, 'DS', '0x10')],
    [`\`RescaleSlope\` ${number}`, text(0x00281053, 'DS', '1e400')],
    [`\`RescaleSlope\` ${number}`, text(0x00281053, 'DS', '1', '2')],
    ['the RescaleSlope 0, which makes all pixels equal', text(0x00281053, 'DS', '0')],
    [`\`RescaleIntercept\` ${number}`, text(0x00281052, 'DS', '1,5')],
    [spacing, text(0x00280030, 'DS', '0.8')],
    [spacing, text(0x00280030, 'DS', '0.8', '')],
    ['a pixel spacing of -1 × 1 mm', text(0x00280030, 'DS', '-1', '1')],
    ['`ImagePositionPatient` that is not 3 numbers', text(0x00200032, 'DS', 'a', 'b', 'c')],
    [`\`ImageOrientationPatient\` ${turned}`, text(0x00200037, 'DS', '2', '0', '0', '0', '1', '0')],
    [`\`ImageOrientationPatient\` ${turned}`, text(0x00200037, 'DS', '1', '0', '0', '1', '0', '0')],
    // what is written as numbers is no text, and not empty because its first byte is 0
    ['`ImagePositionPatient` that is not 3 numbers', raw(0x00200032, 'FD', doubles(1, 2, 3))],
    [spacing, raw(0x00280030, 'FD', doubles(1, 2))],
    [`\`RescaleIntercept\` ${number}`, raw(0x00281052, 'FD', doubles(-1024))],
    [`\`RescaleIntercept\` ${number}`, text(0x00281052, 'DS', '\0\\\0')],
    [`\`SliceThickness\` ${number}`, text(0x00180050, 'DS', 'thin')],
    [`\`SpacingBetweenSlices\` ${number}`, text(0x00180088, 'DS', '0x10')],
    ['the SliceThickness -2: it must be above 0', text(0x00180050, 'DS', '-2')],
    [
      'voxels of 1e+300 × 1e+300 × 1 mm: each side must be',
      text(0x00280030, 'DS', '1e300', '1e300'),
    ],
    ['voxels of 0.8 × 0.9 × 1e-9 mm: each side must be', text(0x00180050, 'DS', '1e-9')],
    ['lies at 1e+300, 0, 0 mm: each must be at most', text(0x00200032, 'DS', '1e300', '0', '0')],
    ['`Rows` that is not one whole number of 16 bits', text(0x00280010, 'LO', '5 ')],
    ['`Columns` that is not one whole number', raw(0x00280011, 'US', new Uint8Array(4))],
    ['no PixelRepresentation: it must be 0', raw(0x00280103, 'US', new Uint8Array(0))],
    ['the PixelRepresentation 2: it must be 0', shorts(0x00280103, 2)],
    ['12 bits with 15 as the highest', shorts(0x00280101, 12)],
    // half of the bits, or of the rows
    ['60 bytes of pixels, where its size, bits and frames ask for 24', shorts(0x00280010, 2)],
  ])('with %s is refused', async (problem, element) => {
    const [changed, ...more] =
      element.tag === 0x00280101 ? [element, shorts(0x00280102, 15)] : [element]
    await expect(read(changed, ...more)).rejects.toThrow(problem)
  })

  test('with 8 bits said of 16 is refused', async () => {
    const bits = [0x00280100, 0x00280101].map((tag) => shorts(tag, 8))
    await expect(read(...bits, shorts(0x00280102, 7))).rejects.toThrow(
      'has 60 bytes of pixels, where its size, bits and frames ask for 30: mend its header.',
    )
  })

  test.each([
    text(0x00281050, 'DS', 'middle'),
    text(0x00281051, 'DS', 'NaN'),
    raw(0x00281050, 'FD', doubles(40)),
  ])(
    'with a window that is no number is not looked at through it, and it is said',
    async (part) => {
      const whole = [text(0x00281050, 'DS', '40'), text(0x00281051, 'DS', '400')]
      const { window, notes } = await read(...whole.filter(({ tag }) => tag !== part.tag), part)
      expect(window).toBeUndefined()
      expect(notes).toContain('the window of the file is no number: it is not looked through.')
      const sound = await read(...whole)
      expect(sound.window).toEqual({ center: 40, width: 400 })
      expect(sound.notes?.join()).not.toContain('the window')
    },
  )

  test('with a distance of slices below 0 has its size', async () => {
    const { grid } = await read(text(0x00180088, 'DS', '-3'))
    expect(grid.spacing[2]).toBe(3)
  })

  test('with an empty slope has none', async () => {
    const scan = await read(text(0x00281053, 'DS', ''), text(0x00281052, 'DS', ''))
    expect(scan.rescale).toBeUndefined()
  })

  test('with more compressed frames than it says is refused', async () => {
    const frame = Uint8Array.of(0xff, 0xd8, 0xff, 0xd9)
    for (const syntax of ['1.2.840.10008.1.2.5', '1.2.840.10008.1.2.4.50']) {
      const bytes = encapsulated({ syntax, columns: 2, rows: 2, bits: 8, frames: [frame, frame] })
      // NumberOfFrames 2 becomes 1
      const at = Buffer.from(bytes).indexOf(Buffer.from([0x28, 0, 8, 0, 0x49, 0x53]))
      bytes[at + 8] = 0x31
      await expect(readScan([{ name: 'a.dcm', bytes }])).rejects.toThrow(
        'has 1 frame, but its pixels come in 2.',
      )
    }
  })
})

describe('NIfTI', () => {
  async function read(change: (view: DataView) => void) {
    const bytes = await writeNifti(ownScan, { gzip: false })
    change(new DataView(bytes.buffer))
    return readScan([{ name: 'a.nii', bytes }])
  }
  const float = (at: number, value: number) => (view: DataView) => {
    view.setFloat32(at, value, true)
  }
  const both =
    (...changes: ((view: DataView) => void)[]) =>
    (view: DataView) => {
      for (const change of changes) change(view)
    }
  const withoutForms = (view: DataView) => {
    view.setInt32(252, 0, true)
  }
  const qformAlone = (view: DataView) => {
    view.setInt16(254, 0, true)
  }

  test.each<[string, (view: DataView) => void]>([
    ['scl_slope Infinity and scl_inter -10: both must be finite', float(112, Infinity)],
    ['scl_slope 0.5 and scl_inter NaN: both must be finite', float(116, NaN)],
    [
      'says 8 bits a voxel, but its datatype has 16',
      (view) => {
        view.setInt16(72, 8, true)
      },
    ],
    ['pixdim[1] NaN: the distance of voxels', both(withoutForms, float(80, NaN))],
    ['pixdim[2] -1: the distance of voxels', both(qformAlone, float(84, -1))],
    ['the quaternion 2, 0, 1, longer than 1', both(qformAlone, float(256, 2))],
    ['a matrix of place that is not finite or flat', float(280, NaN)],
    ['a matrix of place that is not finite or flat', both(qformAlone, float(84, 0))],
    ['voxels of 1.000000', both(qformAlone, float(80, 1e30))],
  ])('with %s is refused', async (problem, change) => {
    await expect(read(change)).rejects.toThrow(problem)
  })

  test('without a distance of voxels is read, and it is said', async () => {
    const { notes } = await read(both(withoutForms, float(84, 0)))
    expect(notes).toContain('pixdim[2] is 0: 1 mm is taken.')
  })
})

describe('NRRD', () => {
  const read = (changes: Readonly<Record<string, string>>) => readScan([nrrdFile(changes, samples)])
  const samples = Buffer.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16])

  test.each<[string, Record<string, string>]>([
    ['no `endian` for numbers of 2 bytes: it must be little or big', { type: 'short' }],
    ['`endian` middle for numbers of 2 bytes', { type: 'short', endian: 'middle' }],
    ['`line skip` -1: it must be a whole number of lines', { 'line skip': '-1' }],
    ['`line skip` two: it must be a whole number of lines', { 'line skip': 'two' }],
    ['3 sizes, but `dimension` 2', { dimension: '2' }],
    ['of different lengths', { 'space directions': '(1,0) (0,2,0) (0,0,3)' }],
    ['of different lengths', { 'space directions': '(1,0,0,9) (0,2,0,9) (0,0,3,9)' }],
    ['of different lengths', { 'space origin': '(4,5)' }],
    ['`space origin` that is not all numbers', { 'space origin': '(4,5,nan)' }],
  ])('with %s is refused', async (problem, changes) => {
    await expect(read(changes)).rejects.toThrow(problem)
  })

  test('bytes are turned whatever the case of `endian`', async () => {
    expect([...(await read({ type: 'short', endian: 'Big' })).data].slice(0, 2)).toEqual([258, 772])
  })

  test('lengths in micrometres become millimetres, and it is said', async () => {
    const { grid, notes } = await read({ 'space units': '"um" "um" "um"' })
    expect(grid.spacing.map((each) => Number(each.toFixed(6)))).toEqual([0.001, 0.002, 0.003])
    expect(notes).toEqual(['lengths are in um and were turned to millimetres.'])
    expect((await read({ 'space units': '"mm" "mm" "mm"' })).notes).toEqual([])
    expect((await read({ 'space units': '"constructor" "mm" "mm"' })).notes).toEqual([
      '`space units` are no lengths that are known: they are taken for millimetres.',
    ])
  })
})

describe('MetaImage', () => {
  const read = (...lines: string[]) => {
    const head = ['NDims = 2', 'DimSize = 1 1', ...lines, 'ElementDataFile = LOCAL', '']
    const bytes = Buffer.concat([Buffer.from(head.join('\n')), Buffer.from([1, 2])])
    return metaimageReader.read([{ name: 'a.mha', bytes }])
  }
  const short = 'ElementType = MET_SHORT'

  test('says the order of its bytes by True, False, 1 or 0 alone', async () => {
    const first = async (text: string) =>
      (await read(short, `BinaryDataByteOrderMSB = ${text}`)).data[0]
    expect([await first('True'), await first('1'), await first('false')]).toEqual([258, 258, 513])
    await expect(first('yes')).rejects.toThrow(
      '`a.mha` has `BinaryDataByteOrderMSB` yes: it must be True or False.',
    )
    await expect(read(short, 'CompressedData = maybe')).rejects.toThrow('`CompressedData` maybe')
  })

  test('without a spacing is read, and it is said', async () => {
    expect((await read(short)).notes).toEqual(['the file says no spacing: 1 mm is taken.'])
    expect((await read(short, 'ElementSpacing = 1 1')).notes).toEqual([])
  })
})
