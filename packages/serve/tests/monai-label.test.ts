import { execFile, spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createRandom, type Model, segmentVolume } from '@spad/core'
import { identityGrid, readScan, writeNifti } from '@spad/formats'
import { loadModelFrom } from '@spad/node'
import type { Server } from '../src/index.js'
import { sessionsOf } from '../src/monai-label/sessions.js'
import { pngOf, randomImage, savedModel, startServer, temporaryFolder } from './server.js'

let dir: string
let model: Model
let server: Server

beforeAll(async () => {
  dir = await temporaryFolder(afterAll)
  const place = await savedModel(dir)
  model = (await loadModelFrom(place)).model
  server = await startServer({ models: [place], queueBytes: 2 ** 20 })
}, 60_000)

afterAll(async () => {
  await server.close()
  model.denoiser.dispose()
})

const random = createRandom(5)
const scan = {
  data: Int16Array.from({ length: 20 * 16 * 5 }, () => random.uniform() * 2000 - 1000),
  grid: { ...identityGrid(20, 16, 5), spacing: [0.5, 0.5, 2] as const },
  channels: 1,
}
const labels = { lung: 1 }

const form = async (field = 'file', bytes = 0): Promise<FormData> => {
  const data = new FormData()
  const content = bytes > 0 ? new Uint8Array(bytes) : await writeNifti(scan)
  data.set(field, new Blob([content]), 'ct.nii.gz')
  return data
}
const wantedForm = async (params: object): Promise<FormData> => {
  const data = await form()
  data.set('params', JSON.stringify(params))
  return data
}
const ask = (path: string, method = 'GET', body?: FormData): Promise<Response> =>
  fetch(server.url + path, { method, ...(body && { body }) })
const errorOf = async (answer: Response) => [
  answer.status,
  ((await answer.json()) as { error: string }).error,
]

it('says what it can do', async () => {
  const info = (await (await ask('/info/')).json()) as Record<string, unknown>
  expect(info).toMatchObject({
    name: 'spad',
    labels: Object.keys(labels),
    models: {
      chest: {
        type: 'segmentation',
        dimension: 3,
        description: '32 × 48 pixels, 1 channel',
        labels,
      },
    },
    ...{ trainers: {}, strategies: {}, scoring: {} },
  })
})

it('answers a scan in a form, as a file or in words, as segmentVolume does', async () => {
  const wanted = (await segmentVolume(model, scan)).data
  const all = await (await ask('/infer/chest', 'POST', await form())).formData()
  const said = JSON.parse(all.get('params') as string) as Record<string, unknown>
  expect(said.label_names).toEqual(labels)
  const file = all.get('image') as File
  expect(file.name).toBe('labels.nii.gz')
  const read = async (bytes: ArrayBuffer) =>
    (await readScan([{ name: 'labels.nii.gz', bytes: new Uint8Array(bytes) }])).data
  expect(await read(await file.arrayBuffer())).toEqual(wanted)
  const alone = await ask('/infer/chest?output=image', 'POST', await form())
  expect(alone.headers.get('content-disposition')).toBe('attachment; filename="labels.nii.gz"')
  expect(await read(await alone.arrayBuffer())).toEqual(wanted)
  const words = await ask('/infer/chest?output=json', 'POST', await form())
  expect(await words.json()).toEqual(said)
})

it("answers OHIF's plugins, of which the older reads a form itself, in raw samples", async () => {
  const wanted = (await segmentVolume(model, scan)).data
  const samples = (file: Uint8Array, count: number) => {
    const end = Buffer.from(file).indexOf('\n\n') + 2
    expect(Buffer.from(file.subarray(0, end)).toString()).toContain('encoding: raw\n')
    expect(file).toHaveLength(end + count)
    return file.slice(end)
  }
  const asked = { result_extension: '.nrrd', result_compress: false }
  const now = await wantedForm({ ...asked, result_dtype: 'uint8', restore_label_idx: false })
  const image = await ask('/infer/chest?image=&output=image', 'POST', now)
  expect(image.headers.get('content-disposition')).toBe('attachment; filename="labels.nrrd"')
  expect(samples(new Uint8Array(await image.arrayBuffer()), wanted.length)).toEqual(wanted)

  const before = await wantedForm({ ...asked, result_dtype: 'uint16' })
  const all = await ask('/infer/chest?image=&output=all', 'POST', before)
  const boundary = /boundary=([^;]+)/i.exec(all.headers.get('content-type') ?? '')?.[1] ?? ''
  const parts = Buffer.from(await all.arrayBuffer())
    .toString('latin1')
    .split(`--${boundary}`)
  const of = (type: string) => parts.find((part) => part.includes(`Content-Type: ${type}`)) ?? ''
  const json = of('application/json')
  const said = JSON.parse(json.slice(json.indexOf('{'), json.lastIndexOf('}') + 1)) as object
  expect(said).toMatchObject({ label_names: labels, centroids: {} })
  const content = of('application/octet-stream').split('\r\n\r\n')[1] ?? ''
  const file = Buffer.from(content.slice(0, content.lastIndexOf('\r\n')), 'latin1')
  const words = new Uint16Array(samples(new Uint8Array(file), 2 * wanted.length).buffer)
  expect(Uint8Array.from(words)).toEqual(wanted)
})

it('refuses what it cannot use, and says why', async () => {
  const params = await form()
  params.set('params', '{')
  for (const [path, body, status, message] of [
    ['/infer/heart', await form(), 404, 'there is no model of that name: it must be one of chest.'],
    [
      '/infer/chest',
      undefined,
      422,
      'there is no image: send one as `file`, or name one of a session.',
    ],
    ['/infer/chest?image=gone', undefined, 404, 'there is no such image, or it had to give way'],
    ['/infer/chest', await form('label'), 422, '`label` is for models that are corrected while'],
    ['/infer/chest', params, 422, '`params` is no JSON.'],
    ['/infer/chest?output=dicom_seg', await form(), 422, 'a DICOM Segmentation is made of DICOM'],
    [
      '/infer/chest',
      await wantedForm({ result_dtype: 'float32' }),
      422,
      '`result_dtype`: Invalid option',
    ],
  ] as const)
    expect(await errorOf(await ask(path, 'POST', body))).toEqual([
      status,
      expect.stringContaining(message),
    ])
  expect(await errorOf(await ask('/session/none'))).toEqual([404, expect.any(String)])
  expect(await errorOf(await ask('/session/none', 'DELETE'))).toEqual([404, expect.any(String)])
  expect(await errorOf(await ask('/session/', 'PUT'))).toEqual([
    422,
    'there is no image: send one in a form.',
  ])
  expect(await errorOf(await ask('/session/', 'PUT', await form('files', 2 ** 20 + 1)))).toEqual([
    413,
    'the image is larger than the 1048576 bytes for all.',
  ])
})

it('images that were not asked for longest give way', () => {
  const sessions = sessionsOf(10)
  const files = (length: number) => [{ name: 'a', bytes: new Uint8Array(length) }]
  const [one, two] = [sessions.add(files(4)), sessions.add(files(5))]
  expect(sessions.get(one)).toHaveLength(1)
  const three = sessions.add(files(6), 'three')
  expect(three).toBe('three')
  expect(() => sessions.get(two)).toThrow('it had to give way')
  expect(sessions.get(one)).toHaveLength(1)
  sessions.add(files(7), 'three')
  expect(() => sessions.get(one)).toThrow('it had to give way')
  sessions.remove('three')
  expect(() => {
    sessions.remove('three')
  }).toThrow('there is no such image')
})

const python = process.env.SPAD_PYTHON ?? 'python3'
const imports = 'import nibabel\nfrom monailabel.client import MONAILabelClient'
const hasClient = spawnSync(python, ['-W', 'ignore', '-c', imports]).status === 0
const title = "is spoken by MONAI Label's own client"
const left = ' (left out: no python3 with monailabel and nibabel)'

it.skipIf(!hasClient)(hasClient ? title : title + left, async () => {
  const script = fileURLToPath(new URL('monai_client.py', import.meta.url))
  const [file, picture] = [join(dir, 'ct.nii.gz'), join(dir, 'xray.png')]
  await writeFile(file, await writeNifti(scan))
  const png = await pngOf(randomImage(1))
  await writeFile(picture, new Uint8Array(await png.arrayBuffer()))
  const args = ['-W', 'ignore', script, server.url, file, picture]
  const { stdout } = await promisify(execFile)(python, args)
  const answer = JSON.parse(stdout) as Record<string, unknown>
  expect(answer).toMatchObject({
    info: { models: { chest: { labels } } },
    said: { label_names: labels },
    labels: Array.from((await segmentVolume(model, scan)).data),
    refused: [
      expect.stringContaining('there is no such image'),
      expect.stringContaining('there is no model of that name'),
    ],
  })
})
