import { expect, test } from 'vitest'
import { type NamedFile, type Scan, SpadError } from '@spad/core'
import { affineOf } from '../src/geometry/affine.js'
import { readScan } from '../src/read-scan.js'
import { readSegmentation } from '../src/seg/read-segmentation.js'
import { valuesOf } from '../src/values-of.js'

/** What independent readers make of a fixture. */
export interface Expected {
  readonly size?: readonly number[]
  readonly affine?: readonly (readonly number[])[]
  readonly sha256?: string
  readonly error?: string
  readonly lossy?: boolean
  readonly tolerance?: number
  readonly min?: number
  readonly max?: number
  readonly mean?: number
  readonly itk?: { readonly affine?: readonly (readonly number[])[] }
  readonly order?: readonly string[]
  readonly missing?: readonly number[]
  readonly sheared?: boolean
  readonly segmentationType?: string
  readonly segments?: readonly { number: number; label: string; type: [string, string] }[]
}

export const PARTNERS: Readonly<Record<string, string>> = {
  'nifti/pair.img': 'nifti/pair.hdr',
  'nrrd/detached.nhdr': 'nrrd/detached.raw.gz',
  'mha/detached.mhd': 'mha/detached.raw',
}

export interface FixtureTable {
  readonly expected: Readonly<Record<string, Expected>>
  readonly load: (path: string) => NamedFile[] | Promise<NamedFile[]>
  readonly hash: (values: Float64Array) => string | Promise<string>
}

/** Every fixture gives what independent readers make of it. */
export function testFixtures({ expected, load, hash }: FixtureTable): void {
  const paths = Object.keys(expected)
  const scans = paths.filter((path) => !path.startsWith('seg/'))
  test.each(scans)('%s is what others read from it', async (path) => {
    const wanted = expected[path]!
    const files = await load(path)
    const read = (allow: string[]) => readScan(files, { allow })
    if (wanted.error !== undefined) return expect(read([])).rejects.toThrow(SpadError)
    const fault = wanted.sheared ? 'tilt' : wanted.missing?.length ? 'missing-slices' : undefined
    if (fault) await expect(read([])).rejects.toThrow(`allow: ['${fault}']`)
    const scan = await read(fault ? [fault] : [])
    const values = fileOrder(scan, path.startsWith('nifti/') ? (wanted.size?.[3] ?? 1) : 1)
    const found = await hash(values)
    if (wanted.lossy && found !== wanted.sha256) expectAlmost(values, wanted)
    else expect(found).toBe(wanted.sha256)
    expectAffine(scan, wanted.affine ?? wanted.itk?.affine)
  })

  test.each(paths.filter((path) => path.startsWith('seg/')))(
    '%s has the labels that others read',
    async (path) => {
      const { sha256, size, affine, segments, segmentationType } = expected[path]!
      const files = await load(path)
      if (segmentationType === 'FRACTIONAL') {
        await expect(readSegmentation(files)).rejects.toThrow('read it by `readScan`')
        expect(await hash(reversed(await readScan(files)))).toBe(sha256)
        return
      }
      const { labels, classes } = await readSegmentation(files)
      expect(labels.grid.size).toEqual(size)
      expect(await hash(Float64Array.from(labels.data))).toBe(sha256)
      expectAffine(labels, affine)
      for (const { number, label, type } of segments!.filter((each) => each.number > 0))
        expect(classes.find(({ value }) => value === number)).toMatchObject({
          name: label,
          code: { value: type[0], scheme: type[1] },
        })
    },
  )
}

/** Frames of the file come from the head to the feet, a scan's from the feet to the head. */
function reversed({ data, grid }: Scan): Float64Array {
  const [columns, rows, slices] = grid.size
  const backwards = Array.from({ length: slices }, (_, k) => slices - 1 - k)
  return Float64Array.from(
    backwards.flatMap((k) => [...data.subarray(k * columns * rows, (k + 1) * columns * rows)]),
  )
}

/** Decoders of lossy JPEG may round another way. */
function expectAlmost(values: Float64Array, { min, max, mean, tolerance = 1 }: Expected) {
  const sum = values.reduce((total, value) => total + value, 0)
  expect(Math.abs(sum / values.length - mean!)).toBeLessThan(0.1)
  expect(Math.abs(values.slice().sort()[0]! - min!)).toBeLessThanOrEqual(tolerance)
  expect(Math.abs(values.slice().sort().at(-1)! - max!)).toBeLessThanOrEqual(tolerance)
}

function expectAffine({ grid }: Pick<Scan, 'grid'>, wanted?: readonly (readonly number[])[]) {
  if (!wanted) return
  const far = wanted.flat().map((value, index) => Math.abs(value - affineOf(grid)[index]!))
  expect(Math.max(...far)).toBeLessThan(1e-6)
}

/** 4-D files hold volume after volume, a scan has them as channels. */
function fileOrder(scan: Scan, volumes: number): Float64Array {
  const values = valuesOf(scan, 'float64')
  const voxels = values.length / volumes
  return volumes === 1
    ? values
    : values.map((_, i) => values[(i % voxels) * volumes + Math.floor(i / voxels)]!)
}
