import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { pngOf, randomImage, savedModel, startServer, temporaryFolder } from './server.js'

let dir: string
let place: string

beforeAll(async () => {
  dir = await temporaryFolder(afterAll)
  place = await savedModel(dir)
}, 60_000)

it('takes no body beyond the limit, in a form neither', async () => {
  const server = await startServer({ models: [place], bodyLimit: 5000 })
  onTestFinished(() => server.close())
  const large = await pngOf(randomImage(1, 200, 200))
  const form = new FormData()
  form.set('file', large, 'a.png')
  for (const body of [large, form]) {
    const response = await fetch(`${server.url}/segment`, { method: 'POST', body })
    expect(response.status).toBe(413)
  }
  const small = await pngOf(randomImage(1, 16, 16))
  const response = await fetch(`${server.url}/segment`, { method: 'POST', body: small })
  expect(response.status).toBe(200)
})

it('asks for a key, but for its health', async () => {
  const keyFile = join(dir, 'keys')
  await writeFile(keyFile, '# ours\n\n0123456789abcdef\nfedcba9876543210==\n')
  const server = await startServer({ models: [place], keyFile })
  onTestFinished(() => server.close())
  const get = async (path: string, authorization?: string): Promise<number> =>
    (await fetch(server.url + path, authorization ? { headers: { authorization } } : {})).status
  expect(await get('/health')).toBe(200)
  expect(await get('/v2/health/ready')).toBe(200)
  for (const path of ['/v2', '/v2/models/chest', '/metrics']) {
    expect(await get(path)).toBe(401)
    expect(await get(path, 'Bearer 0123456789abcdeX')).toBe(401)
    expect(await get(path, 'Bearer fedcba9876543210==')).toBe(200)
  }
  const refused = await fetch(`${server.url}/segment`, { method: 'POST', body: 'x' })
  expect([refused.status, await refused.json()]).toEqual([
    401,
    { error: 'this takes a key: send `Authorization: Bearer KEY`.' },
  ])
})

it('refuses key files, models and numbers that cannot be meant', async () => {
  const keyFile = join(dir, 'short')
  await writeFile(keyFile, '0123456789abcdef\nshort\n')
  const error: unknown = await startServer({ models: [place], keyFile }).catch((e: unknown) => e)
  expect(String(error)).toContain(`line 2 of \`${keyFile}\` is no key`)
  expect(String(error)).not.toContain('short\n')
  await writeFile(keyFile, '# none\n')
  await expect(startServer({ models: [place], keyFile })).rejects.toThrow('holds no key')
  await expect(startServer({ models: [place], keyFile: join(dir, 'no') })).rejects.toThrow(
    'it cannot be read',
  )
  await expect(startServer({ models: [] })).rejects.toThrow('`models` is empty')
  await expect(startServer({ models: [place, place] })).rejects.toThrow(
    'two `models` are called chest: clients could not tell them apart.',
  )
  await expect(startServer({ models: [place], children: 0 })).rejects.toThrow('`children` is 0')
  await expect(startServer({ models: [join(dir, 'none')] })).rejects.toThrow('does not exist')
  const server = await startServer({ models: [place] })
  onTestFinished(() => server.close())
  const { port } = new URL(server.url)
  await expect(startServer({ models: [place], port: Number(port) })).rejects.toThrow(
    `127.0.0.1:${port} cannot be listened on (EADDRINUSE): choose another.`,
  )
}, 60_000)
