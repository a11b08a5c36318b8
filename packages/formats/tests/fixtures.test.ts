import { expect, test } from 'vitest'
import { type Scan, SpadError } from '@spad/core'
import { affineOf } from '../src/geometry/affine.js'
import { dicomReader } from '../src/dicom/dicom-reader.js'
import { metaimageReader } from '../src/metaimage/metaimage-reader.js'
import { niftiReader } from '../src/nifti/nifti-reader.js'
import { nrrdReader } from '../src/nrrd/nrrd-reader.js'
import { readScan } from '../src/read-scan.js'
import { valuesOf } from '../src/values-of.js'
import { type Expected, expected, fixture, hashOf } from './fixtures.js'

const readers = {
  dicom: dicomReader,
  series: dicomReader,
  nifti: niftiReader,
  nrrd: nrrdReader,
  mha: metaimageReader,
}

const paths = (folder: string) => Object.keys(expected).filter((path) => path.startsWith(folder))

test.each(Object.keys(expected).filter((path) => !path.startsWith('seg/')))(
  '%s finds its reader',
  async (path) => {
    const { error, missing, sheared } = expected[path]!
    const read = readScan(fixture(path), {
      allow: [...(sheared ? ['tilt'] : []), ...(missing?.length ? ['missing-slices'] : [])],
    })
    if (error !== undefined) await expect(read).rejects.toThrow(SpadError)
    else expect((await read).grid.size[0]).toBeGreaterThan(0)
  },
)

for (const [folder, reader] of Object.entries(readers))
  test.each(paths(`${folder}/`))('%s is what others read from it', async (path) => {
    const { sha256, affine, itk, error, missing, sheared, ...wanted } = expected[path]!
    const read = (allow: string[]) => reader.read(fixture(path), { allow })
    if (error !== undefined) return expect(read([])).rejects.toThrow(SpadError)
    const fault = sheared ? 'tilt' : missing?.length ? 'missing-slices' : undefined
    if (fault) await expect(read([])).rejects.toThrow(`allow: ['${fault}']`)
    const scan = await read(fault ? [fault] : [])
    const values = fileOrder(scan, path)
    if (wanted.lossy && hashOf(values) !== sha256) expectAlmost(values, wanted)
    else expect(hashOf(values)).toBe(sha256)
    expectAffine(scan, affine ?? itk?.affine)
  })

/** Decoders of lossy JPEG may round another way. */
function expectAlmost(values: Float64Array, { min, max, mean, tolerance = 1 }: Expected) {
  const sum = values.reduce((total, value) => total + value, 0)
  expect(Math.abs(sum / values.length - mean!)).toBeLessThan(0.1)
  expect(Math.abs(values.slice().sort()[0]! - min!)).toBeLessThanOrEqual(tolerance)
  expect(Math.abs(values.slice().sort().at(-1)! - max!)).toBeLessThanOrEqual(tolerance)
}

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
