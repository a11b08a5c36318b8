import { expect, test } from 'vitest'
import { type LoadProgress, urlReader } from '../../src/index.js'

type Answer = (url: string) => Response | Promise<Response>
const serve = (answer: Answer) => ({ fetch: (url: string) => Promise.resolve(url).then(answer) })

const bytes = new Uint8Array([1, 2, 3])

test.each([
  ['https://a.example/m', 'https://a.example/m/w.bin'],
  ['https://a.example/m/', 'https://a.example/m/w.bin'],
  ['https://a.example/m/model.json?key=1', 'https://a.example/m/w.bin?key=1'],
])('finds a file beside %s', async (url, expected) => {
  const asked: string[] = []
  const read = urlReader(
    url,
    serve((address) => {
      asked.push(address)
      return new Response(bytes)
    }),
  )
  expect(await read('w.bin')).toEqual(bytes)
  expect(asked).toEqual([expected])
})

test('resolves a relative address against the page', async () => {
  const read = urlReader(
    'm',
    serve((address) => new Response(address)),
  )
  expect(new TextDecoder().decode(await read('w.bin'))).toBe(new URL('m/w.bin', location.href).href)
})

test('tells how far it is', async () => {
  const seen: LoadProgress[] = []
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(bytes)
      controller.enqueue(bytes)
      controller.close()
    },
  })
  const read = urlReader('m', {
    ...serve(() => new Response(body, { headers: { 'content-length': '6' } })),
    onProgress: (progress) => seen.push(progress),
  })
  expect([...(await read('w.bin'))]).toEqual([1, 2, 3, 1, 2, 3])
  expect(seen).toEqual([
    { file: 'w.bin', loaded: 3, total: 6 },
    { file: 'w.bin', loaded: 6, total: 6 },
  ])
})

test('stops when told to', async () => {
  const controller = new AbortController()
  const read = urlReader('m', {
    signal: controller.signal,
    ...serve(() => {
      controller.abort(new Error('enough'))
      throw new TypeError('aborted')
    }),
  })
  await expect(read('w.bin')).rejects.toThrow('enough')
  await expect(read('w.bin')).rejects.toThrow('enough')
})

test('says what went wrong', async () => {
  const read = (answer: Answer) => urlReader('https://a.example/m', serve(answer))('w.bin')
  await expect(read(() => new Response('', { status: 404 }))).rejects.toThrow(
    "[@spad/web] https://a.example/m/w.bin answered 404: is `url` the model's folder?",
  )
  const page = () => new Response('<html>', { headers: { 'content-type': 'text/html' } })
  await expect(read(page)).rejects.toThrow(
    '[@spad/web] https://a.example/m/w.bin is a page, not a file of a model: is `url` its folder?',
  )
  const away = () => {
    throw new TypeError('Failed to fetch')
  }
  await expect(read(away)).rejects.toThrow(
    '[@spad/web] https://a.example/m/w.bin cannot be fetched: is the address right?',
  )
})
