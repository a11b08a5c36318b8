import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createRandom, type Model, segment } from '@spad/core'
import { identityGrid, readScan, readSegmentation, writeNifti } from '@spad/formats'
import { loadModelFrom } from '@spad/node'
import { slicesOf } from '../src/answers/slices-of.js'
import type { Server } from '../src/index.js'
import { pngOf, randomImage, savedModel, startServer, temporaryFolder } from './server.js'

let model: Model
let server: Server

beforeAll(async () => {
  const place = await savedModel(await temporaryFolder(afterAll))
  model = (await loadModelFrom(place)).model
  server = await startServer({ models: [place] })
}, 60_000)

afterAll(async () => {
  await server.close()
  model.denoiser.dispose()
})

const post = (body: NonNullable<RequestInit['body']>, query = ''): Promise<Response> =>
  fetch(`${server.url}/segment${query}`, { method: 'POST', body })

const random = createRandom(5)
const grid = { ...identityGrid(20, 16, 11), spacing: [0.5, 0.5, 2] as const }
const scan = {
  data: Int16Array.from({ length: 20 * 16 * 11 }, () => random.uniform() * 2000 - 1000),
  grid,
  channels: 1,
}

it('gives the labels of a NIfTI file on its grid, slice by slice', async () => {
  const response = await post(new Blob([await writeNifti(scan)]))
  expect(response.headers.get('content-type')).toBe('application/gzip')
  const bytes = new Uint8Array(await response.arrayBuffer())
  const labels = await readScan([{ name: 'labels.nii.gz', bytes }])
  expect(labels.grid.spacing).toEqual(grid.spacing)
  for (const [i, slice] of slicesOf(scan).entries()) {
    const made = await segment(model, slice)
    expect(labels.data.subarray(i * 320, (i + 1) * 320), `slice ${i}`).toEqual(made.labels.data)
  }
})

it("gives Slicer's seg.nrrd where it is asked for", async () => {
  const response = await post(new Blob([await writeNifti(scan)]), '?as=nrrd')
  const bytes = new Uint8Array(await response.arrayBuffer())
  const { labels } = await readSegmentation([{ name: 'labels.seg.nrrd', bytes }])
  expect(labels.grid.size).toEqual(grid.size)
})

it('refuses what cannot be made of a scan or of a picture', async () => {
  const nifti = new Blob([await writeNifti(scan)])
  const messages = [
    [nifti, '?as=seg', '`as` is seg: a DICOM Segmentation is made of DICOM alone.'],
    [nifti, '?outputs=labels,overlay', '`outputs` must be labels where a scan is given.'],
    [await pngOf(randomImage(1)), '?as=nifti', '`as` is for scans: the labels of a picture are'],
  ] as const
  for (const [body, query, message] of messages) {
    const response = await post(body, query)
    const { error } = (await response.json()) as { error: string }
    expect([response.status, error]).toEqual([422, expect.stringContaining(message)])
  }
})

it('looks through the window of a file, and turns what is inverted', () => {
  const data = Float32Array.of(-100, 0, 50, 100)
  const small = { data, grid: identityGrid(2, 2, 1), channels: 1 }
  const [whole] = slicesOf(small)
  expect(whole!.data).toEqual(Float32Array.of(0, 0.5, 0.75, 1))
  const [seen] = slicesOf({ ...small, window: { center: 50, width: 100 }, inverted: true })
  expect(seen!.data).toEqual(Float32Array.of(1, 1, 0.5, 0))
  expect(() => slicesOf({ ...small, data: Float32Array.of(0, NaN, 1, 1) })).toThrow(
    'the scan holds values that are no numbers.',
  )
})

const folder = fileURLToPath(new URL('../../../../shared/medical/series/ct_plain', import.meta.url))
const there = existsSync(folder)

it.skipIf(!there)(
  `gives a DICOM Segmentation of a series${there ? '' : ' (left out: no ../shared/medical)'}`,
  async () => {
    const form = new FormData()
    for (const name of await readdir(folder))
      form.append('file', new Blob([await readFile(`${folder}/${name}`)]), name)
    const response = await post(form)
    if (!response.ok) throw new Error(await response.text())
    expect(response.headers.get('content-type')).toBe('application/dicom')
    const bytes = new Uint8Array(await response.arrayBuffer())
    const { classes } = await readSegmentation([{ name: 'seg.dcm', bytes }])
    expect(classes.map(({ name }) => name)).toEqual(model.classes.map(({ name }) => name))
  },
)
