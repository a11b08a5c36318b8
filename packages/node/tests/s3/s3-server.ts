import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer, request as pass } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { freePort } from '../jobs/redis-server.js'

const python = process.env.SPAD_PYTHON ?? 'python3'

/** Whether there is an S3 to start: moto, which imitates it. */
export const hasS3 = spawnSync(python, ['-c', 'import moto.server, flask']).status === 0

/** A test's title, with what it lacks. */
export const titled = (title: string): string =>
  hasS3 ? title : `${title} (left out: no python3 with moto[server,s3])`

/** Starts an S3 on this machine and resolves with its address, once it answers. */
export async function startS3(keepFor = onTestFinished): Promise<string> {
  const port = await freePort()
  const args = ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)]
  const child = spawn(python, args, { stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  keepFor(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const url = `http://127.0.0.1:${port}`
  while (child.exitCode === null) {
    if (await fetch(url).catch(() => undefined)) return url
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('moto.server ended')
}

export const SECRET = 'a-secret-that-nobody-may-see'
export const KEY = 'AKIAPLANTEDKEY'

/** moto asks who it is, and believes it. */
const authorization = `AWS4-HMAC-SHA256 Credential=${KEY}/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0`

/** Puts an object, or makes a bucket where the path has no key. */
export async function putObject(url: string, body?: Uint8Array | string): Promise<void> {
  const answer = await fetch(url, {
    method: 'PUT',
    headers: { authorization },
    ...(body !== undefined && { body: Buffer.from(body) }),
  })
  if (!answer.ok) throw new Error(`S3 refuses ${url}`)
}

export async function getObject(url: string): Promise<Buffer> {
  const answer = await fetch(url, { headers: { authorization } })
  if (!answer.ok) throw new Error(`S3 has no ${url}`)
  return Buffer.from(await answer.arrayBuffer())
}

/** The keys of a bucket below a folder, without that. */
export async function keysIn(bucket: string, folder: string): Promise<string[]> {
  const question = new URLSearchParams({ 'list-type': '2', prefix: folder })
  const text = String(await getObject(`${bucket}?${question}`))
  return [...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => key.slice(folder.length))
}

/** Stands before an S3 and notes what is put there and got, in order; what `stall` says is never answered. */
export async function noting(s3: string, keepFor = onTestFinished): Promise<Noting> {
  const put: string[] = []
  const got: string[] = []
  const noted: { stall?: (path: string) => boolean } = {}
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request
    const { pathname } = new URL(url, s3)
    if (method === 'PUT') put.push(pathname)
    if (method === 'GET') got.push(pathname)
    if (method === 'GET' && noted.stall?.(pathname)) return
    const onward = pass(new URL(url, s3), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(response)
    })
    request.pipe(onward)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  keepFor(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return Object.assign(noted, { url: `http://127.0.0.1:${port}`, behind: s3, put, got })
}

export interface Noting {
  readonly url: string
  /** The S3 itself, which takes keys as they are. */
  readonly behind: string
  readonly put: string[]
  readonly got: string[]
  stall?: (path: string) => boolean
}
