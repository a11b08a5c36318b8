import { testReader, testWriter } from '@spad/core/testing'
import { test } from 'vitest'
import {
  dicomReader,
  dicomSegWriter,
  metaimageReader,
  niftiReader,
  niftiWriter,
  nrrdReader,
  readSegmentation,
  segNrrdWriter,
} from '../src/index.js'
import { ownFiles, ownLabels, ownScan, ownSeries } from './own-files.js'

const own = async (name: string) => (await ownFiles())[name] ?? []
const { data, grid, rescale } = ownScan

testReader(test, 'NIfTI', () => niftiReader, {
  files: () => own('nifti'),
  expected: { data, rescale: rescale ?? [] },
})
testReader(test, 'NIfTI, compressed', () => niftiReader, { files: () => own('nifti gz') })
testReader(test, 'NRRD', () => nrrdReader, { files: () => own('seg.nrrd'), expected: { grid } })
testReader(test, 'MetaImage', () => metaimageReader, {
  files: () => own('metaimage'),
  expected: { data, grid },
})
testReader(test, 'DICOM', () => dicomReader, {
  files: ownSeries,
  expected: { data, grid, modality: 'CT' },
})

testWriter(test, 'NIfTI', () => niftiWriter, {
  read: async (bytes) => {
    const scan = await niftiReader.read([{ name: 'a.nii.gz', bytes }])
    return { data: Uint8Array.from(scan.data), grid: scan.grid }
  },
})
testWriter(test, 'seg.nrrd', () => segNrrdWriter, {
  read: async (bytes) => (await readSegmentation([{ name: 'a.seg.nrrd', bytes }])).labels,
})
for (const type of ['BINARY', 'LABELMAP'] as const)
  testWriter(test, `DICOM-SEG, ${type}`, () => dicomSegWriter, {
    grid: ownLabels.grid,
    options: { source: ownSeries(), type, emptyFrames: true },
    read: async (bytes) => (await readSegmentation([{ name: 'a.dcm', bytes }])).labels,
  })
