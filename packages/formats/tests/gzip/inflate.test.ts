import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { inflate } from '../../src/gzip/inflate.js'

// 5 MB that do not compress, so that a stream has many pieces
const noise = Uint8Array.from({ length: 5e6 }, (_, i) => Math.imul(i + 1, 2654435761) >>> 24)
const wanted = () => 2 * noise.length

test('a stream is inflated in pieces, and one of two members as well', async () => {
  const one = gzipSync(noise, { level: 0 })
  const both = await inflate('a.gz', Buffer.concat([one, one]), { wanted })
  expect(both.length).toBe(2 * noise.length)
  expect(Buffer.compare(both, Buffer.concat([noise, noise]))).toBe(0)
})

test('a member may end where a piece does, and zeros may follow', async () => {
  const piece = 2 ** 17
  const half = gzipSync(noise.subarray(0, piece - 1000), { level: 0 })
  // the file name in the header makes the member exactly one piece long
  const name = Buffer.alloc(piece - half.length - 1, 'a')
  const head = Buffer.from(half.subarray(0, 10))
  head[3] = 8
  const member = Buffer.concat([head, name, Buffer.of(0), half.subarray(10)])
  expect(member.length).toBe(piece)
  const twice = await inflate('a.gz', Buffer.concat([member, member]), { wanted })
  expect(twice.length).toBe(2 * (piece - 1000))
  const padded = await inflate('a.gz', Buffer.concat([member, Buffer.alloc(99)]), { wanted })
  expect(padded.length).toBe(piece - 1000)
})

test('between pieces a signal is heard', async () => {
  // heard at the first turn of the event loop, after 40 ms of work
  const controller = new AbortController()
  const stopped = inflate('a.gz', gzipSync(Buffer.concat(Array(40).fill(noise)), { level: 0 }), {
    wanted: () => 40 * noise.length,
    signal: controller.signal,
  })
  const reason = new Error('enough')
  setTimeout(() => {
    controller.abort(reason)
  }, 0)
  await expect(stopped).rejects.toBe(reason)
})

test('far more than what is wanted is refused before all of it is unpacked', async () => {
  const zeros = gzipSync(new Uint8Array(2 ** 28))
  // of processor time, since a busy machine is no failure
  const start = process.cpuUsage()
  await expect(
    inflate('a.gz', Buffer.concat([zeros, zeros, zeros]), { wanted: () => 9 }),
  ).rejects.toThrow(
    '[@spad/formats] `a.gz` unpacks to 134217728 bytes more than its header tells of: it is not read.',
  )
  const { user, system } = process.cpuUsage(start)
  expect(user + system).toBeLessThan(5e6)
})

test('what follows the wanted bytes has its checksum looked at', async () => {
  const file = gzipSync(noise)
  file[file.length - 5] = (file.at(-5) ?? 0) ^ 1
  await expect(inflate('a.gz', file, { wanted: () => 100 })).rejects.toThrow(
    '`a.gz` has compressed samples that are damaged or cut short: fetch it anew.',
  )
})
