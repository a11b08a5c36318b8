import { describe, expect, test } from 'vitest'
import { affineOf, gridFromAffine } from '../../src/geometry/affine.js'
import { niftiReader } from '../../src/nifti/nifti-reader.js'
import { writeNifti } from '../../src/nifti/write-nifti.js'
import { readScan } from '../../src/read-scan.js'
import { ownScan } from '../own-files.js'

/** A file of version 1 with its header changed. */
async function changed(change: (view: DataView) => void, scan = ownScan): Promise<Uint8Array> {
  const bytes = await writeNifti(scan, { gzip: false })
  change(new DataView(bytes.buffer))
  return bytes
}

const read = (bytes: Uint8Array, name = 'a.nii') => niftiReader.read([{ name, bytes }])

describe('reading', () => {
  test('a pair is read from both files, either alone is refused', async () => {
    const bytes = await changed((view) => {
      view.setUint8(345, 0x69)
      view.setFloat32(108, 0, true)
    })
    const files = [
      { name: 'a.img', bytes: bytes.slice(352) },
      { name: 'a.hdr', bytes: bytes.slice(0, 348) },
    ]
    expect((await readScan(files)).data).toEqual(ownScan.data)
    await expect(niftiReader.read(files.slice(1))).rejects.toThrow(
      '`a.hdr` is half of a pair: give both, .hdr and .img.',
    )
  })

  test('samples that begin within the header are refused, packed or not', async () => {
    for (const place of [0, 347]) {
      const bytes = await changed((view) => {
        view.setFloat32(108, place, true)
      })
      await expect(read(bytes)).rejects.toThrow(
        `\`a.nii\` has its samples at byte ${place}, within its own header: its vox_offset must be 352.`,
      )
    }
  })

  test('the sform wins over the qform, and it is said', async () => {
    const bytes = await changed((view) => {
      view.setFloat32(268, view.getFloat32(268, true) + 4, true)
    })
    const { grid, notes } = await read(bytes)
    expect(grid.origin[0]).toBe(-20)
    expect(notes).toEqual(['sform and qform place voxels up to 4.00 mm apart: the sform is taken.'])
  })

  test.each([
    ['qform', 252, 88],
    ['sform', 254, undefined],
  ])('a picture in a plane has 1 mm, said, where its %s gives none', async (_, code, step) => {
    const flat = {
      ...ownScan,
      data: ownScan.data.slice(0, 30),
      grid: { ...ownScan.grid, size: [6, 5, 1] as const },
    }
    const bytes = await changed((view) => {
      for (const each of [252, 254]) view.setInt16(each, each === code ? 1 : 0, true)
      if (step !== undefined) view.setFloat32(step, 0, true)
      else for (const each of [288, 304, 312, 316, 320]) view.setFloat32(each, 0, true)
    }, flat)
    const { grid, notes } = await read(bytes)
    expect(grid.spacing.map((value) => Number(value.toFixed(6)))).toEqual([0.8, 0.9, 1])
    expect(notes).toEqual(['a single slice without a thickness: 1 mm is taken.'])
  })

  test('three volumes of 8 bits are no colours, RGB24 is', async () => {
    const { grid } = ownScan
    const data = new Uint8Array(3 * grid.size.reduce((product, side) => product * side, 1))
    const three = { grid, data, channels: 3 }
    const times = await read(await writeNifti(three, { gzip: false }))
    expect(times).toMatchObject({ channels: 3, notes: ['its 3 volumes were read as channels.'] })
    expect(times.colour).toBeUndefined()
    const colours = await read(await writeNifti({ ...three, colour: true }, { gzip: false }))
    expect(colours).toMatchObject({ channels: 3, colour: true, notes: [] })
  })

  test('micrometres become millimetres, and it is said', async () => {
    const { grid, notes } = await read(
      await changed((view) => {
        view.setUint8(123, 3)
      }),
    )
    expect(grid.spacing[2]).toBeCloseTo(0.003, 9)
    expect(notes?.[0]).toContain('micrometres')
  })

  test.each([
    [70, 32, 'holds complex numbers'],
    [70, 99, 'holds the unknown datatype 99'],
    [40, 9, 'has 9 axes'],
    [42, -3, 'has the size -3 × 5 × 4'],
    [42, 32767, 'is cut short'],
  ])('a header with %d = %d is refused', async (at, value, message) => {
    const bytes = await changed((view) => {
      view.setInt16(at, value, true)
    })
    await expect(read(bytes)).rejects.toThrow(message)
  })

  test('a whole number that float64 cannot hold is refused', async () => {
    const scan = { ...ownScan, data: new Float64Array(120).fill(1) }
    const bytes = await changed((view) => {
      view.setInt16(70, 1024, true)
      view.setBigInt64(352, 2n ** 60n, true)
    }, scan)
    await expect(read(bytes)).rejects.toThrow('whole numbers are read up to 2⁵³')
  })

  test('what is no NIfTI inside is refused', async () => {
    await expect(read(new Uint8Array(400))).rejects.toThrow('`a.nii` is no NIfTI file.')
  })
})

describe('writing', () => {
  const turned = gridFromAffine(
    [0, -0.9, 0, 5, 0.8, 0, 0, -6, 0, 0, -3, 7, 0, 0, 0, 1],
    ownScan.grid.size,
  )

  test.each([1, 2] as const)(
    'version %d keeps a turned grid, by the qform alone too',
    async (version) => {
      const bytes = await writeNifti({ ...ownScan, grid: turned }, { version, gzip: false })
      const back = await read(bytes)
      expect(back.notes).toEqual([])
      expect(far(affineOf(back.grid), affineOf(turned))).toBeLessThan(1e-6)
      new DataView(bytes.buffer).setInt16(version === 1 ? 254 : 348, 0, true)
      expect(far(affineOf((await read(bytes)).grid), affineOf(turned))).toBeLessThan(1e-6)
    },
  )

  test('channels become a fourth axis, three of 8 bits colours', async () => {
    const four = { data: Float32Array.from({ length: 48 }, (_, i) => i), channels: 4 }
    const grid = { ...ownScan.grid, size: [2, 2, 3] as const }
    const back = await read(await writeNifti({ ...four, grid }), 'a.nii.gz')
    expect(back).toMatchObject(four)
    const colours = { data: Uint8Array.from({ length: 36 }, (_, i) => i), channels: 3 }
    expect(await read(await writeNifti({ ...colours, grid }), 'a.nii.gz')).toMatchObject(colours)
  })

  test('a sheared grid is refused unless it is allowed', async () => {
    const grid = gridFromAffine(
      [0.8, 0, 0, 0, 0, 0.9, -1, 0, 0, 0, 3, 0, 0, 0, 0, 1],
      ownScan.grid.size,
    )
    await expect(writeNifti({ ...ownScan, grid })).rejects.toThrow("`allow: ['tilt']`")
    const back = await read(await writeNifti({ ...ownScan, grid }, { allow: ['tilt'] }), 'a.nii.gz')
    expect(far(affineOf(back.grid), affineOf(grid))).toBeLessThan(1e-6)
  })
})

const far = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((value, index) => Math.abs(value - b[index]!)))
