import { expect, test } from 'vitest'
import { affineOf } from '../src/geometry/affine.js'
import { readScan } from '../src/read-scan.js'
import { readSegmentation } from '../src/seg/read-segmentation.js'
import { ownFiles, ownLabels, ownScan } from './own-files.js'

const files = await ownFiles()

test.each(['nifti', 'nifti gz', 'metaimage', 'dicom series'])('%s is read', async (kind) => {
  const scan = await readScan(files[kind]!)
  expect(scan.data).toEqual(ownScan.data)
  const far = affineOf(ownScan.grid).map((value, index) => value - affineOf(scan.grid)[index]!)
  expect(Math.max(...far.map(Math.abs))).toBeLessThan(1e-6)
  if (kind !== 'metaimage') expect(scan.rescale).toEqual({ slope: 0.5, intercept: -10 })
})

test.each(['seg.nrrd', 'dicom seg', 'labelmap seg'])('%s is read as labels', async (kind) => {
  const { labels, classes } = await readSegmentation(files[kind]!)
  expect(labels).toEqual(ownLabels)
  expect(classes.map(({ name, color }) => [name, ...color])).toEqual([
    ['background', 0, 0, 0],
    ['one', 255, 0, 0],
    ['two', 0, 255, 0],
  ])
})
