import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findLabelFiles, nameOf } from '../../src/label-files/find-label-files.js'
import { temporaryFolder } from '../cli/run-spad.js'

let dir: string
beforeAll(async () => {
  dir = await temporaryFolder(afterAll)
  for (const name of [
    'p1/seg.nii.gz',
    'p2/seg.nii.gz',
    'pair.hdr',
    'pair.img',
    'scores.json',
    '.x.nii',
  ]) {
    await mkdir(join(dir, name, '..'), { recursive: true })
    await writeFile(join(dir, name), 'content')
  }
})

it.each([
  ['case_001.nii.gz', 'case_001'],
  ['case_001_0000_labels.nii.gz', 'case_001'],
  ['case_001_seg.seg.nrrd', 'case_001'],
  ['case_001_labels.dcm', 'case_001'],
  ['case_0001.nii', 'case_0001'],
  ['IM000001', 'IM000001'],
  ['mask.mha', 'mask'],
  ['_labels.nii', '_labels.nii'],
])('%s is compared as %s', (file, name) => {
  expect(nameOf(file)).toBe(name)
})

it('finds one file a patient in folders of their own, and pairs as one', async () => {
  const { files, single, passedOver } = await findLabelFiles('truth', dir)
  expect([...files.keys()]).toEqual(['pair', 'p1/seg', 'p2/seg'])
  expect(files.get('pair')?.paths).toEqual(['pair.hdr', 'pair.img'].map((name) => join(dir, name)))
  expect(single).toBe(false)
  expect(passedOver).toEqual(['scores.json'])
})

it('brings the samples that belong to a header', async () => {
  const { files, single } = await findLabelFiles('truth', join(dir, 'pair.hdr'))
  expect(single).toBe(true)
  expect(files.get('pair')?.paths).toEqual(['pair.hdr', 'pair.img'].map((name) => join(dir, name)))
})
