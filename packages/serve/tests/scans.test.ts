import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createRandom, type Model, segmentVolume } from '@spad/core'
import { identityGrid, readScan, readSegmentation, writeNifti } from '@spad/formats'
import { loadModelFrom } from '@spad/node'
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

const labelsIn = async (response: Response) =>
  readScan([{ name: 'labels.nii.gz', bytes: new Uint8Array(await response.arrayBuffer()) }])

it('gives the labels of a NIfTI file on its grid, as a call of segmentVolume does', async () => {
  const response = await post(new Blob([await writeNifti(scan)]))
  expect(response.headers.get('content-type')).toBe('application/gzip')
  expect(decodeURIComponent(response.headers.get('spad-notes') ?? '')).toMatch(
    /11 axial slices, values from -99\d.* to 9\d\d.*: the 0.5th to the 99.5th percentile of the volume$/,
  )
  const labels = await labelsIn(response)
  expect(labels.grid.spacing).toEqual(grid.spacing)
  expect(labels.data).toEqual((await segmentVolume(model, scan)).data)
})

it('looks at a scan along the axis, through the window and at the channel that are asked for', async () => {
  const both = {
    ...scan,
    data: Int16Array.from({ length: 2 * 20 * 16 * 11 }, () => random.uniform() * 2000 - 1000),
    channels: 2,
  }
  const file = new Blob([await writeNifti(both)])
  const response = await post(file, '?axis=coronal&window=100,800&channel=1')
  expect(response.headers.get('spad-notes')).toContain('16%20coronal%20slices')
  const options = { axis: 'coronal', window: { center: 100, width: 800 }, channel: 1 } as const
  expect((await labelsIn(response)).data).toEqual((await segmentVolume(model, both, options)).data)
  const unsaid = (await (await post(file)).json()) as { error: string }
  expect(unsaid.error).toContain('it has 2 channels, such as sequences or times')
})

it('looks at each channel of a scan through the window that is asked for by its name', async () => {
  const place = await savedModel(await temporaryFolder(), 2, { data: { channels: ['CT', 'PET'] } })
  const two = (await loadModelFrom(place)).model
  const own = await startServer({ models: [place] })
  const pair = {
    ...scan,
    data: Int16Array.from({ length: 2 * 20 * 16 * 11 }, () => random.uniform() * 2000 - 1000),
    channels: 2,
  }
  const file = new Blob([await writeNifti(pair)])
  const ask = (query: string) => fetch(`${own.url}/segment${query}`, { method: 'POST', body: file })
  const response = await ask('?window=PET=5,300&window=CT=none')
  expect(decodeURIComponent(response.headers.get('spad-notes') ?? '')).toContain(
    'from -145 to 155 (channel 1: the window that was given)',
  )
  const window = [null, { center: 5, width: 300 }]
  expect((await labelsIn(response)).data).toEqual((await segmentVolume(two, pair, { window })).data)
  for (const [query, words] of [
    ['?window=MR=1,2', '`window` names the channel `MR`: there are CT, PET.'],
    ['?window=CT=1,2&window=CT=1,3', 'it must be a centre and a width above 0'],
  ] as const) {
    const refused = await ask(query)
    const { error } = (await refused.json()) as { error: string }
    expect([refused.status, error]).toEqual([422, expect.stringContaining(words)])
  }
  await own.close()
  two.denoiser.dispose()
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
    [await pngOf(randomImage(1)), '?axis=axial', '`axis` is for scans, and this is a picture'],
    [nifti, '?window=40', 'it must be a centre and a width above 0'],
  ] as const
  for (const [body, query, message] of messages) {
    const response = await post(body, query)
    const { error } = (await response.json()) as { error: string }
    expect([response.status, error]).toEqual([422, expect.stringContaining(message)])
  }
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
