import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { LabelClass, LabelVolume } from '@spad/core'
import { niftiWriter } from '../../src/nifti/nifti-writer.js'
import { segNrrdWriter } from '../../src/nrrd/seg-nrrd-writer.js'
import { readScan } from '../../src/read-scan.js'
import { dicomSegWriter } from '../../src/seg/dicom-seg-writer.js'
import { readSegmentation } from '../../src/seg/read-segmentation.js'
import { storedLabels } from '../../src/seg/stored-values.js'
import { fixture, haveFixtures } from '../fixtures.js'

const named = (...values: number[]): LabelClass[] =>
  values.map((value, i) => ({ name: `class ${i}`, value, color: [10 * i, 0, 0] }))

/** As FreeSurfer numbers its atlas. */
const aseg = named(0, 17, 2035)
const labels: LabelVolume = {
  data: Uint8Array.from({ length: 60 }, (_, i) => i % 3),
  grid: { size: [5, 4, 3], spacing: [1, 1, 2], origin: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] }, // prettier-ignore
}
const stored = [...labels.data].map((index) => aseg[index]?.value)

test('classes are stored by their values, in 16 bits where they need it', () => {
  const { data } = labels
  expect(storedLabels(labels, named(0, 1, 2)).data).toBe(data)
  expect(storedLabels(labels, named(0, 4, 255)).data).toEqual(data.map((i) => [0, 4, 255][i] ?? 0))
  expect(storedLabels(labels, aseg).data).toEqual(Uint16Array.from(stored, Number))
  // 0 would be a class to those who show it
  expect(storedLabels(labels, named(255, 0, 300)).data).toBe(data)
})

test.each([
  ['twice', named(0, 7, 7)],
  ['no whole number', named(0, 7, 1.5)],
  ['too large', named(0, 7, 65536)],
])('refuses a value that is %s', (_, classes) => {
  expect(() => storedLabels(labels, classes)).toThrow(
    `[@spad/formats] \`classes\` give \`class 2\` the value ${classes[2]?.value}: each needs one of its own, from 0 to 65535.`,
  )
})

test('NIfTI and seg.nrrd hold them', async () => {
  const nifti = await readScan([{ name: 'a.nii.gz', bytes: await niftiWriter.write(labels, aseg) }])
  expect(nifti.data).toEqual(Uint16Array.from(stored, Number))
  const bytes = await segNrrdWriter.write(labels, aseg)
  expect((await readScan([{ name: 'a.nrrd', bytes }])).data).toEqual(nifti.data)
  const back = await readSegmentation([{ name: 'a.seg.nrrd', bytes }])
  expect(back.labels.data).toEqual(labels.data)
  expect(new TextDecoder('latin1').decode(bytes)).toContain('Segment1_LabelValue:=2035\n')
})

describe.runIf(haveFixtures)('a DICOM label map', () => {
  const written = async () => {
    const { labels: there } = await readSegmentation(fixture('seg/ref_multi.dcm'))
    const classes = named(0, 17, 2035, 3001)
    const bytes = await dicomSegWriter.write(there, classes, {
      source: fixture('series/ct_plain'),
      type: 'LABELMAP',
    })
    return { there, bytes }
  }

  test('has them as the numbers of its segments, in 16 bits', async () => {
    const { there, bytes } = await written()
    const back = await readSegmentation([{ name: 'seg.dcm', bytes }])
    expect(back.labels).toEqual(there)
    expect(back.classes.map(({ value }) => value)).toEqual([0, 17, 2035, 3001])
  })

  const python = process.env.SPAD_PYTHON ?? 'python3'
  const hasPydicom = spawnSync(python, ['-c', 'import pydicom, numpy']).status === 0
  const title = hasPydicom ? '' : ' (left out: no python3 with pydicom)'
  test.runIf(hasPydicom)(`is what pydicom reads${title}`, async () => {
    const { there, bytes } = await written()
    const folder = mkdtempSync(join(tmpdir(), 'spad-seg-'))
    try {
      const file = join(folder, 'seg.dcm')
      writeFileSync(file, bytes)
      const script =
        'import sys, pydicom, numpy as np\nd = pydicom.dcmread(sys.argv[1])\na = d.pixel_array\n' +
        'print(a.dtype, [int((a == v).sum()) for v in (17, 2035, 3001)], [s.SegmentNumber for s in d.SegmentSequence])'
      const said = execFileSync(python, ['-W', 'ignore', '-c', script, file], { encoding: 'utf8' })
      const counts = [1, 2, 3].map((index) => there.data.filter((one) => one === index).length)
      expect(said.trim()).toBe(`uint16 [${counts.join(', ')}] [0, 17, 2035, 3001]`)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
