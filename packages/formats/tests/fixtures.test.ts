import { expect, test } from 'vitest'
import type { Scan } from '@spad/core'
import { affineOf } from '../src/geometry/affine.js'
import { metaimageReader } from '../src/metaimage/metaimage-reader.js'
import { niftiReader } from '../src/nifti/nifti-reader.js'
import { nrrdReader } from '../src/nrrd/nrrd-reader.js'
import { valuesOf } from '../src/values-of.js'
import { expected, fixture, hashOf } from './fixtures.js'

const readers = { nifti: niftiReader, nrrd: nrrdReader, mha: metaimageReader }

const paths = (folder: string) => Object.keys(expected).filter((path) => path.startsWith(folder))

for (const [folder, reader] of Object.entries(readers))
  test.each(paths(`${folder}/`))('%s is what others read from it', async (path) => {
    const scan = await reader.read(fixture(path))
    const { sha256, affine, itk } = expected[path]!
    expect(hashOf(fileOrder(scan, path))).toBe(sha256)
    expectAffine(scan, affine ?? itk?.affine)
  })

function expectAffine({ grid }: Scan, wanted?: readonly (readonly number[])[]) {
  if (!wanted) return
  const far = wanted.flat().map((value, index) => Math.abs(value - affineOf(grid)[index]!))
  expect(Math.max(...far)).toBeLessThan(1e-6)
}

/** 4-D files hold volume after volume, a scan has them as channels. */
function fileOrder(scan: Scan, path: string): Float64Array {
  const values = valuesOf(scan, 'float64')
  const volumes = path.startsWith('nifti/') ? (expected[path]!.size![3] ?? 1) : 1
  const voxels = values.length / volumes
  return volumes === 1
    ? values
    : values.map((_, i) => values[(i % voxels) * volumes + Math.floor(i / voxels)]!)
}
