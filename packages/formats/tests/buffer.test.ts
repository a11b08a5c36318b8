import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { identityGrid, readScan, writeNifti } from '../src/index.js'

it('reads a Buffer of Node as any other bytes', async () => {
  const scan = { data: Int16Array.of(1, -2, 3, 400), grid: identityGrid(2, 2, 1), channels: 1 }
  const file = gunzipSync(await writeNifti(scan))
  const bytes = Buffer.concat([Buffer.alloc(1), file]).subarray(1)
  const { data } = await readScan([{ name: 'scan.nii', bytes }])
  expect(data).toEqual(scan.data)
})
