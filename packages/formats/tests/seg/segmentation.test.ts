import { describe, expect, test } from 'vitest'
import type { LabelClass, LabelVolume } from '@spad/core'
import { affineOf } from '../../src/geometry/affine.js'
import { niftiReader } from '../../src/nifti/nifti-reader.js'
import { niftiWriter } from '../../src/nifti/nifti-writer.js'
import { segNrrdWriter } from '../../src/nrrd/seg-nrrd-writer.js'
import { readScan } from '../../src/read-scan.js'
import { dicomSegWriter } from '../../src/seg/dicom-seg-writer.js'
import { readSegmentation } from '../../src/seg/read-segmentation.js'
import { expected, fixture, hashOf, haveFixtures } from '../fixtures.js'

const seg = Object.keys(expected).filter((path) => path.startsWith('seg/'))

test.each(seg)('%s is what others read from it', async (path) => {
  const { sha256, size, affine, segments } = expected[path]!
  if (path.includes('fractional')) {
    await expect(readSegmentation(fixture(path))).rejects.toThrow('read it by `readScan`')
    const scan = await readScan(fixture(path))
    // its frames come from the head to the feet, a scan's from the feet to the head
    const [columns, rows, slices] = scan.grid.size
    const reversed = Array.from({ length: slices }, (_, k) => slices - 1 - k).flatMap((k) => [
      ...scan.data.subarray(k * columns * rows, (k + 1) * columns * rows),
    ])
    return expect(hashOf(Float64Array.from(reversed))).toBe(sha256)
  }
  const { labels, classes } = await readSegmentation(fixture(path))
  expect(labels.grid.size).toEqual(size)
  expect(hashOf(Float64Array.from(labels.data))).toBe(sha256)
  const far = affine!.flat().map((value, index) => value - affineOf(labels.grid)[index]!)
  expect(Math.max(...far.map(Math.abs))).toBeLessThan(1e-6)
  for (const { number, label, type } of segments!.filter((each) => each.number > 0))
    expect(classes.find(({ value }) => value === number)).toMatchObject({
      name: label,
      code: { value: type[0], scheme: type[1] },
    })
})

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
