import { Buffer } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import type { LabelClass, LabelVolume } from '@spad/core'
import { affineOf } from '../../src/geometry/affine.js'
import { niftiReader } from '../../src/nifti/nifti-reader.js'
import { niftiWriter } from '../../src/nifti/nifti-writer.js'
import { segNrrdWriter } from '../../src/nrrd/seg-nrrd-writer.js'
import { readScan } from '../../src/read-scan.js'
import { dicomSegWriter } from '../../src/seg/dicom-seg-writer.js'
import { readSegmentation } from '../../src/seg/read-segmentation.js'
import { fixture, haveFixtures } from '../fixtures.js'

const classes: LabelClass[] = [
  { name: 'background', value: 0, color: [0, 0, 0] },
  {
    name: 'Liver',
    value: 1,
    color: [221, 130, 101],
    code: { scheme: 'SCT', value: '10200004', meaning: 'Liver' },
    category: { scheme: 'SCT', value: '123037004', meaning: 'Anatomical Structure' },
  },
  { name: 'Lesion', value: 2, color: [255, 0, 0] },
  { name: 'Bone', value: 3, color: [241, 214, 145] },
]

describe.runIf(haveFixtures)('a segmentation of a series', () => {
  const source = () => fixture('series/ct_plain')
  const labelled = async (): Promise<LabelVolume> =>
    (await readSegmentation(fixture('seg/ref_multi.dcm'))).labels

  test.each([
    ['BINARY', false],
    ['BINARY', true],
    ['LABELMAP', false],
  ] as const)('%s, empty frames %s, is read back equal', async (type, emptyFrames) => {
    const labels = await labelled()
    const bytes = await dicomSegWriter.write(labels, classes, {
      source: source(),
      type,
      emptyFrames,
    })
    const back = await readSegmentation([{ name: 'seg.dcm', bytes }])
    expect(back.labels).toEqual(labels)
    expect(back.classes.map(({ name, color }) => [name, color])).toEqual(
      classes.map(({ name, color }) => [name, color]),
    )
    expect(back.classes[1]).toMatchObject({
      code: classes[1]!.code,
      category: classes[1]!.category,
    })
    expect(back.classes[2]!.code).toEqual({ scheme: 'SCT', value: '85756007', meaning: 'Tissue' })
  })

  test.each([
    ['in UTF-8', 'series/mr_oblique', 'Läsion 肝'],
    ['in Latin-1', 'series/ct_plain', 'Läsion'],
  ])('names that are not ASCII are written %s, as the source has them', async (_, path, name) => {
    const { grid } = await readScan(fixture(path))
    const data = new Uint8Array(grid.size.reduce((product, side) => product * side)).fill(2, 9, 99)
    const named = classes.map((one) => (one.name === 'Lesion' ? { ...one, name } : one))
    const bytes = await dicomSegWriter.write({ data, grid }, named, { source: fixture(path) })
    const back = await readSegmentation([{ name: 'seg.dcm', bytes }])
    expect(back.classes[2]?.name).toBe(name)
    // once for the file, and once in the item, as dcmjs forgets the first one there
    const element = Buffer.from([0x08, 0, 0x05, 0, ...Buffer.from('CS')])
    const first = Buffer.from(bytes).indexOf(element)
    const second = Buffer.from(bytes).indexOf(element, first + 1)
    expect([first, second].every((at) => at > 0)).toBe(true)
    expect(Buffer.from(bytes).indexOf(element, second + 1)).toBe(-1)
  })

  test('a name that the character set of the source has not is refused', async () => {
    const source = fixture('dicom/enhanced_CT_shuffled_frames.dcm')
    const named = classes.map((one) => (one.name === 'Lesion' ? { ...one, name: '肝' } : one))
    await expect(dicomSegWriter.write(await labelled(), named, { source })).rejects.toThrow(
      `"肝" cannot be written into this DICOM file: give 64 letters at most, of Latin-1, which is the source's character set, without backslash.`,
    )
  })

  test.each(['BINARY', 'LABELMAP'] as const)(
    'a radiograph says not where it lies, and its %s neither',
    async (type) => {
      const source = fixture('dicom/CR_monochrome1.dcm')
      const { grid } = await readScan(source)
      const data = Uint8Array.from({ length: grid.size[0] * grid.size[1] }, (_, i) => i % 4)
      const bytes = await dicomSegWriter.write({ data, grid }, classes, { source, type })
      const back = await readSegmentation([{ name: 'seg.dcm', bytes }])
      expect(back.labels).toEqual({ data, grid })
    },
  )

  test('labels that lie elsewhere than their source are refused, by how much', async () => {
    const labels = await labelled()
    const grid = { ...labels.grid, origin: [-40, -48, 100] as const }
    await expect(
      dicomSegWriter.write({ ...labels, grid }, classes, { source: source() }),
    ).rejects.toThrow('`labels` and `source` lie up to 2 mm apart')
  })

  test('labels go to NIfTI and seg.nrrd and come back', async () => {
    const labels = await labelled()
    const nifti = await niftiWriter.write(labels, classes, { version: 2 })
    const scan = await niftiReader.read([{ name: 'a.nii.gz', bytes: nifti }])
    expect(scan.data).toEqual(labels.data)
    expect(affineOf(scan.grid)).toEqual(affineOf(labels.grid))
    const nrrd = await segNrrdWriter.write(labels, classes)
    const back = await readSegmentation([{ name: 'a.seg.nrrd', bytes: nrrd }])
    expect(back.labels).toEqual(labels)
    expect(back.classes.map(({ name, color }) => [name, color])).toEqual(
      classes.map(({ name, color }) => [name, color]),
    )
  })
})
