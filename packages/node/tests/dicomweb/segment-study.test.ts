import { once } from 'node:events'
import { createServer } from 'node:http'
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { phantomClasses } from '@spad/core/phantoms'
import { readSegmentation } from '@spad/formats'
import { createModel, recipe } from '@spad/models'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fetchSeries, listSeries, storeFiles } from '../../src/dicomweb/dicomweb.js'
import { joinMultipart, splitMultipart } from '../../src/dicomweb/multipart.js'
import { saveModelTo, useBackend } from '../../src/index.js'
import { spad, temporaryFolder } from '../cli/run-spad.js'
import { ownSlice, SECRET } from '../scans/own-dicom.js'

const ORTHANC = '/usr/sbin/Orthanc'
const PLUGIN = '/usr/share/orthanc/plugins/libOrthancDicomWeb.so'
const installed = existsSync(ORTHANC) && existsSync(PLUGIN)

let dir: string
let pacs: ChildProcess | undefined
let server = ''

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => probe.once('listening', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

beforeAll(async () => {
  dir = await temporaryFolder(afterAll)
  await useBackend('wasm')
  const size = { height: 16, width: 16, channels: 1, classes: phantomClasses('chest') }
  const model = createModel(recipe('unet', { ...size, preset: 'tiny' }).config, { seed: 3 })
  await saveModelTo(join(dir, 'model'), model)
  model.denoiser.dispose()
  if (!installed) return
  const port = await freePort()
  await writeFile(
    join(dir, 'orthanc.json'),
    JSON.stringify({
      StorageDirectory: join(dir, 'storage'),
      IndexDirectory: join(dir, 'storage'),
      HttpPort: port,
      RemoteAccessAllowed: false,
      AuthenticationEnabled: false,
      DicomServerEnabled: false,
      Plugins: [PLUGIN],
      DicomWeb: { Enable: true, Root: '/dicom-web/' },
    }),
  )
  pacs = spawn(ORTHANC, [join(dir, 'orthanc.json')], { stdio: 'ignore' })
  server = `http://127.0.0.1:${port}/dicom-web`
  for (let tries = 0; tries < 200; tries++) {
    if (
      await fetch(`${server}/studies`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('Orthanc did not start')
}, 60_000)

afterAll(() => pacs?.kill())

const segment = (...more: string[]): ReturnType<typeof spad> =>
  spad('segment', '--model', join(dir, 'model'), '--backend', 'wasm', ...more)

it.skipIf(!installed)(
  `fetches a study, and stores its segmentation${installed ? '' : ' (skipped: Orthanc with its DICOMweb plugin is not installed)'}`,
  async () => {
    await storeFiles(
      server,
      [2, 0, 3, 1].map((index) => ownSlice(index)),
    )
    expect(await listSeries(server, '1.2.3')).toEqual(['1.2.3.9'])
    expect(await fetchSeries(server, '1.2.3', '1.2.3.9')).toHaveLength(4)
    const { status, err } = await segment(
      '--from',
      server,
      '--study',
      '1.2.3',
      '--to',
      `${server}/`,
    )
    expect(err).toContain('Fetched series 1 of 1: 4 files')
    expect(err).toContain(`Stored 1 segmentation on ${server}`)
    expect(err).not.toContain(SECRET)
    expect(status).toBe(0)
    const [made = ''] = (await listSeries(server, '1.2.3')).filter((uid) => uid !== '1.2.3.9')
    const [bytes = new Uint8Array()] = await fetchSeries(server, '1.2.3', made)
    const { labels } = await readSegmentation([{ name: 'seg.dcm', bytes }])
    expect(labels.grid.size).toEqual([12, 10, 4])
  },
  60_000,
)

it('splits and joins messages', () => {
  const files = [Uint8Array.of(1, 13, 10, 2), new Uint8Array(0), Uint8Array.of(45, 45, 3)]
  const { contentType, body } = joinMultipart(files)
  expect(splitMultipart(contentType, body).map((part) => [...part])).toEqual(
    files.map((file) => [...file]),
  )
  expect(() => splitMultipart('text/html', body)).toThrow('it is no DICOMweb server')
})

it('refuses what it cannot ask for', async () => {
  const refusals = [
    [['--from', 'nowhere', '--study', '1.2', '--out', 'x'], '`--from` must be a DICOMweb address'],
    [
      ['--from', 'http://me:geheim@127.0.0.1:9/d', '--study', '1.2', '--out', 'x'],
      '`--from` must hold no name and no password',
    ],
    [['--from', 'http://127.0.0.1:9/d', '--out', 'x'], '`--study` is missing'],
    [
      ['--from', 'http://127.0.0.1:9/d', '--study', 'a/b', '--out', 'x'],
      '`--study` must be a StudyInstanceUID',
    ],
    [['--from', 'http://127.0.0.1:9/d', '--study', '1.2'], '`--out` is missing'],
    [['--from', 'http://127.0.0.1:9/d', '--study', '1.2', '--out', 'x'], 'could not be reached'],
    [
      ['--from', 'http://a/d', '--study', '1.2', '--to', 'http://a/d', '--out', 's3://b/c/'],
      '`--to` and an `--out` in S3 exclude each other',
    ],
  ] as const
  for (const [argv, message] of refusals) {
    const { status, err } = await segment(...argv)
    expect(err).toContain(message)
    expect(err).not.toContain('geheim')
    expect(status).toBe(2)
  }
})

it('goes to no other address than the one that it was given', async () => {
  let asked = 0
  const other = createServer((_, response) => {
    asked++
    response.end('[]')
  }).listen(0, '127.0.0.1')
  const place = (one: typeof other): string =>
    `http://127.0.0.1:${(one.address() as AddressInfo).port}`
  const first = createServer((_, response) => {
    response.writeHead(307, { location: place(other) }).end()
  }).listen(0, '127.0.0.1')
  for (const one of [other, first]) if (!one.listening) await once(one, 'listening')
  try {
    const { status, err } = await segment('--from', place(first), '--study', '1.2', '--out', 'x')
    expect(err).toContain('answered 307: it sends to another address, which is not followed')
    expect(status).toBe(2)
    await expect(storeFiles(place(first), [ownSlice(0)])).rejects.toThrow('answered 307')
    expect(asked).toBe(0)
  } finally {
    for (const one of [other, first]) one.close()
  }
})
