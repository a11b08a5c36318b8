import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it, onTestFinished } from 'vitest'
import { readScan, readSegmentation } from '@spad/formats'
import type { AnsweredRequest, Server } from '../src/index.js'
import { ownSlice, SECRET } from './own-slice.js'
import { savedModel, startServer, temporaryFolder } from './server.js'

const SERIES = '1.2.3.9'
const STUDY = '1.2.3'
const LIMIT = 2 ** 16

let dir: string
let place: string
let server: Server
/** A DICOMweb server that answers as `answer` says, and what it was asked. */
let pacs: { readonly url: string; readonly asked: string[] }
let answer: (request: IncomingMessage, response: ServerResponse) => void
const answered: AnsweredRequest[] = []

const slices = [2, 0, 3, 1].map((index) => ownSlice(index))

/** The series of a study, with more than was asked for. */
const found = [
  { '0020000D': { vr: 'UI', Value: ['1.2.4'] }, '0020000E': { vr: 'UI', Value: ['1.2.4.1'] } },
  {
    '0020000D': { vr: 'UI', Value: [STUDY] },
    '0020000E': { vr: 'UI', Value: [SERIES] },
    '00100010': { vr: 'PN', Value: [{ Alphabetic: SECRET }] },
  },
]

function multipart(files: readonly Uint8Array[]): Buffer {
  const parts = files.flatMap((file) => [
    Buffer.from('--mark\r\nContent-Type: application/dicom\r\n\r\n'),
    file,
    Buffer.from('\r\n'),
  ])
  return Buffer.concat([...parts, Buffer.from('--mark--\r\n')])
}

const sound: typeof answer = ({ url = '' }, response) => {
  if (url.startsWith(`/dicom-web/series?SeriesInstanceUID=${SERIES}&`))
    response.setHeader('content-type', 'application/dicom+json').end(JSON.stringify(found))
  else if (url === `/dicom-web/studies/${STUDY}/series/${SERIES}`)
    response
      .setHeader('content-type', 'multipart/related; type="application/dicom"; boundary=mark')
      .end(multipart(slices))
  else if (url.startsWith('/dicom-web/series?')) response.writeHead(204).end()
  else response.writeHead(404).end()
}

/** Starts to listen, and gives the address. */
async function listening(handle: (...call: Parameters<typeof answer>) => void): Promise<string> {
  const http = createServer(handle).listen(0, '127.0.0.1')
  await new Promise((resolve) => http.once('listening', resolve))
  afterAllDo(() => {
    http.closeAllConnections()
    http.close()
  })
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`
}

const last: (() => void)[] = []
const afterAllDo = (action: () => void): void => void last.push(action)

beforeAll(async () => {
  dir = await temporaryFolder(afterAll)
  place = await savedModel(dir)
  const asked: string[] = []
  const url = await listening((request, response) => {
    asked.push(request.url ?? '')
    answer(request, response)
  })
  pacs = { url: `${url}/dicom-web/`, asked }
  server = await startServer({
    ...{ models: [place], dicomWeb: pacs.url, queueBytes: LIMIT },
    onRequest: (request) => answered.push(request),
  })
}, 60_000)

afterEach(async () => {
  answer = sound
  pacs.asked.length = 0
  await fetch(`${server.url}/session/${SERIES}`, { method: 'DELETE' })
})
answer = sound

afterAll(async () => {
  await server.close()
  for (const action of last) action()
})

const infer = (image: string, at = server, more = 'output=dicom_seg'): Promise<Response> =>
  fetch(`${at.url}/infer/chest?image=${encodeURIComponent(image)}&${more}`, { method: 'POST' })

async function labelsIn(response: Response): Promise<readonly [number, Uint8Array]> {
  const bytes = new Uint8Array(await response.arrayBuffer())
  const { labels } = await readSegmentation([{ name: 'labels.dcm', bytes }])
  return [response.status, Uint8Array.from(labels.data)]
}

it('segments a series that nobody has sent, as one that was, and asks once', async () => {
  const form = new FormData()
  for (const [i, file] of slices.entries())
    form.append('files', new Blob([new Uint8Array(file)]), `${i}.dcm`)
  await fetch(`${server.url}/datastore/?image=sent`, { method: 'PUT', body: form })
  const wanted = await labelsIn(await infer('sent'))
  expect(wanted[0]).toBe(200)
  expect(pacs.asked).toEqual([])
  const [one, two] = await Promise.all([infer(SERIES), infer(SERIES)])
  expect(await labelsIn(one)).toEqual(wanted)
  expect(await labelsIn(two)).toEqual(wanted)
  expect(await labelsIn(await infer(SERIES))).toEqual(wanted)
  expect(pacs.asked).toEqual([
    `/dicom-web/series?SeriesInstanceUID=${SERIES}&includefield=0020000D`,
    `/dicom-web/studies/${STUDY}/series/${SERIES}`,
  ])
  const image = await infer(SERIES, server, 'output=image')
  const bytes = new Uint8Array(await image.arrayBuffer())
  const { grid } = await readScan([{ name: 'labels.nii.gz', bytes }])
  expect(grid.size).toEqual([12, 10, 4])
  const said = JSON.stringify(answered)
  expect(said).toContain('/infer/:model')
  for (const secret of [SECRET, SERIES, pacs.url]) expect(said).not.toContain(secret)
})

it('asks for nothing that is no UID, nor for images of sessions', async () => {
  for (const id of ['../../studies', '1.2.3.9/../x', '1.2.3.9?x=1', 'a', '1..2', `1.${'2'.repeat(63)}`])
    expect((await infer(id)).status).toBe(404)
  const session = await fetch(`${server.url}/infer/chest?session_id=${SERIES}`, { method: 'POST' })
  expect(session.status).toBe(404)
  expect(pacs.asked).toEqual([])
  const missing = await infer('1.2.3.10')
  expect([missing.status, await missing.json()]).toEqual([
    404,
    { error: 'there is no such image, neither here nor in the PACS.' },
  ])
}) // prettier-ignore

it('takes no other series, and no study that is no UID, for what it asked', async () => {
  for (const [study, series] of [
    [STUDY, '1.2.3.8'],
    ['../../elsewhere', SERIES],
  ]) {
    const one = { '0020000D': { Value: [study] }, '0020000E': { Value: [series] } }
    answer = (_, response) => void response.end(JSON.stringify([one]))
    expect((await infer(SERIES)).status).toBe(404)
  }
  expect(pacs.asked).toHaveLength(2)
})

it('says in a word what is wrong with the PACS, and nothing that it says', async () => {
  let elsewhere = 0
  const other = await listening((_, response) => {
    elsewhere++
    response.end('[]')
  })
  const cases: readonly (readonly [typeof answer, number, string])[] = [
    [(_, response) => void response.writeHead(401).end(SECRET), 502, 'the PACS refuses to send the series.'],
    [(_, response) => void response.writeHead(302, { location: other }).end(), 502, 'the PACS refuses to send the series.'],
    [(_, response) => void response.end(`<p>${SECRET}`), 502, 'the PACS answers with no DICOM.'],
    [(request, response) => {
      if (request.url?.includes('/studies/')) response.end(SECRET)
      else sound(request, response)
    }, 502, 'the PACS answers with no DICOM.'],
    [(_, response) => void response.destroy(), 502, 'the PACS cannot be reached.'],
    [(request, response) => {
      if (!request.url?.includes('/studies/')) {
        sound(request, response)
        return
      }
      // without an end, and without a length
      let open = true
      response.once('close', () => (open = false))
      const more = (): void => {
        if (open) response.write(Buffer.alloc(4096), () => setImmediate(more))
      }
      response.setHeader('content-type', 'multipart/related; boundary=mark')
      more()
    }, 413, 'the series is larger than what may be held.'],
    [() => undefined, 504, 'the PACS took too long to send the series.'],
    [(request, response) => {
      if (request.url?.includes('/studies/')) response.write('--mark')
      else sound(request, response)
    }, 504, 'the PACS took too long to send the series.'],
  ] // prettier-ignore
  const hasty = await startServer({ models: [place], dicomWeb: pacs.url, dicomWebSeconds: 1 })
  onTestFinished(() => hasty.close())
  for (const [how, status, error] of cases) {
    answer = how
    const response = await infer(SERIES, status === 504 ? hasty : server)
    expect([response.status, await response.json()]).toEqual([status, { error }])
  }
  expect(elsewhere).toBe(0)
}, 60_000)

it('fetches two series at once, and tells others to come again', async () => {
  const held: (() => void)[] = []
  answer = (_, response) => void held.push(() => response.writeHead(204).end())
  const waiting = ['1.2.1', '1.2.2'].map((uid) => infer(uid))
  while (held.length < 2) await new Promise((resolve) => setTimeout(resolve, 5))
  const third = await infer('1.2.3')
  expect([third.status, third.headers.get('retry-after')]).toEqual([503, '1'])
  for (const let_go of held) let_go()
  for (const response of await Promise.all(waiting)) expect(response.status).toBe(404)
})

it('refuses an address that is none, and repeats no password', async () => {
  for (const [dicomWeb, message] of [
    ['ftp://pacs/dicom-web', '`dicomWeb` must be a DICOMweb address'],
    ['http://me:geheim@pacs/dicom-web', '`dicomWeb` must hold no name and no password'],
    ['http://pacs/dicom-web?token=geheim', '`dicomWeb` must be a DICOMweb address'],
  ] as const) {
    const refused = startServer({ models: [place], dicomWeb })
    await expect(refused).rejects.toThrow(message)
    await expect(refused).rejects.not.toThrow('geheim')
  }
  await expect(startServer({ models: [place], dicomWebSeconds: 0 })).rejects.toThrow('`dicomWebSeconds` is 0') // prettier-ignore
})

const ORTHANC = '/usr/sbin/Orthanc'
const PLUGIN = '/usr/share/orthanc/plugins/libOrthancDicomWeb.so'
const installed = existsSync(ORTHANC) && existsSync(PLUGIN)
const why = ' (skipped: Orthanc with its DICOMweb plugin is not installed)'

it.skipIf(!installed)(
  `fetches a series from Orthanc${installed ? '' : why}`,
  async () => {
    const probe = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => probe.once('listening', resolve))
    const { port } = probe.address() as AddressInfo
    await new Promise((resolve) => probe.close(resolve))
    const config = {
      ...{ StorageDirectory: join(dir, 'storage'), IndexDirectory: join(dir, 'storage') },
      ...{ HttpPort: port, RemoteAccessAllowed: false, AuthenticationEnabled: false },
      ...{ DicomServerEnabled: false, Plugins: [PLUGIN] },
      DicomWeb: { Enable: true, Root: '/dicom-web/' },
    }
    await writeFile(join(dir, 'orthanc.json'), JSON.stringify(config))
    const orthanc: ChildProcess = spawn(ORTHANC, [join(dir, 'orthanc.json')], { stdio: 'ignore' })
    const dicomWeb = `http://127.0.0.1:${port}/dicom-web`
    let own: Server | undefined
    try {
      const up = (): Promise<boolean> => fetch(`${dicomWeb}/studies`).then(({ ok }) => ok, () => false) // prettier-ignore
      while (!(await up())) {
        if (orthanc.exitCode !== null) throw new Error('Orthanc did not start')
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      const headers = {
        'content-type': 'multipart/related; type="application/dicom"; boundary=mark',
      }
      const others = [0, 1].map((index) => ownSlice(index, '1.2.3.7'))
      const body = new Uint8Array(multipart([...slices, ...others]))
      expect((await fetch(`${dicomWeb}/studies`, { method: 'POST', headers, body })).status).toBe(
        200,
      )
      own = await startServer({ models: [place], dicomWeb })
      const [status, labels] = await labelsIn(await infer(SERIES, own))
      expect(status).toBe(200)
      expect(labels).toEqual((await labelsIn(await infer(SERIES)))[1])
      expect((await infer('1.2.3.77', own)).status).toBe(404)
    } finally {
      await own?.close()
      orthanc.kill()
    }
  },
  90_000,
)
