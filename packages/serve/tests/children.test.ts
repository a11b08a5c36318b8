import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { segment } from '@spad/core'
import { encodeLabelMap, loadModelFrom } from '@spad/node'
import type { Server } from '../src/index.js'
import { pngOf, randomImage, savedModel, startServer, temporaryFolder } from './server.js'

let place: string

beforeAll(async () => {
  place = await savedModel(await temporaryFolder(afterAll))
}, 120_000)

const post = async (server: Server, image: Blob, options = {}): Promise<Response> =>
  fetch(`${server.url}/segment`, { method: 'POST', body: image, ...options })

/** The processes that this one started and that answer, by their number. */
function childrenOfThisProcess(): number[] {
  const list = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)])
  return list
    .toString()
    .split('\n')
    .filter((line) => line.includes('inference-child'))
    .map((line) => parseInt(line, 10))
}

async function metricsOf(server: Server): Promise<string> {
  return await (await fetch(`${server.url}/metrics`)).text()
}

it('batches what waits, to the bit of `segment`', async () => {
  const server = await startServer({ models: [place] })
  onTestFinished(() => server.close())
  const { model } = await loadModelFrom(place)
  const images = Array.from({ length: 24 }, (_, i) => randomImage(i, 40 + i, 60 - i))
  const pictures = await Promise.all(images.map(pngOf))
  const answers = await Promise.all(
    pictures.map(async (picture) => (await post(server, picture)).arrayBuffer()),
  )
  for (const [i, image] of images.entries()) {
    const { labels } = await segment(model, image)
    const png = await encodeLabelMap(labels, model.classes)
    expect(Buffer.from(answers[i]!).equals(png), `image ${i}`).toBe(true)
  }
  const metrics = await metricsOf(server)
  const batches = Number(/spad_batch_images_count (\d+)/.exec(metrics)?.[1])
  expect(metrics).toContain('spad_batch_images_sum 24')
  expect(batches).toBeLessThan(12)
  model.denoiser.dispose()
}, 120_000)

it('loses no request when a child is killed', async () => {
  const server = await startServer({ models: [place], children: 2 })
  onTestFinished(() => server.close())
  const pictures = await Promise.all(
    Array.from({ length: 12 }, (_, i) => pngOf(randomImage(i, 700, 700))),
  )
  const asked = pictures.map((picture) => post(server, picture))
  await new Promise((resolve) => setTimeout(resolve, 60))
  const [victim] = childrenOfThisProcess()
  process.kill(victim!, 'SIGKILL')
  const answers = await Promise.all(asked)
  expect(answers.map(({ status }) => status)).toEqual(pictures.map(() => 200))
  await expect.poll(() => metricsOf(server), { timeout: 20_000 }).toContain('spad_children 2')
  expect(await metricsOf(server)).toContain('spad_child_deaths_total 1')
}, 120_000)

it('sends away what it has no room for, and drops those who hang up', async () => {
  const server = await startServer({ models: [place], queue: 2 })
  onTestFinished(() => server.close())
  const large = await pngOf(randomImage(1, 2000, 2000))
  const first = post(server, large)
  await new Promise((resolve) => setTimeout(resolve, 100))
  const hangUp = new AbortController()
  const waiting = Array.from({ length: 2 }, () => post(server, large, { signal: hangUp.signal }))
  const health = async (): Promise<number> =>
    ((await (await fetch(`${server.url}/health`)).json()) as { waiting: number }).waiting
  await expect.poll(health, { interval: 5 }).toBe(2)
  const refused = await post(server, large)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
  expect(await refused.json()).toEqual({
    error: 'too many images wait already: ask again later.',
  })
  hangUp.abort()
  for (const one of waiting) await expect(one).rejects.toThrow('aborted')
  expect((await first).status).toBe(200)
  expect((await post(server, await pngOf(randomImage(2)))).status).toBe(200)
  expect(await metricsOf(server)).toContain('spad_batch_images_sum 2')
}, 120_000)

it('gives up a request that children die of', async () => {
  const server = await startServer({ models: [place] })
  onTestFinished(() => server.close())
  const asked = post(server, await pngOf(randomImage(1, 3000, 3000)))
  const state = { ended: false }
  void asked.then(() => (state.ended = true))
  let killed = 0
  const seen = new Set<number>()
  while (!state.ended) {
    await new Promise((resolve) => setTimeout(resolve, 150))
    const metrics = await metricsOf(server)
    const batches = Number(/spad_batch_images_count (\d+)/.exec(metrics)?.[1] ?? 0)
    const [victim] = childrenOfThisProcess()
    if (batches <= killed || victim === undefined || seen.has(victim)) continue
    seen.add(victim)
    process.kill(victim, 'SIGKILL')
    killed++
  }
  const response = await asked
  expect([response.status, await response.json()]).toEqual([
    500,
    { error: '3 processes ended over this request: it is given up.' },
  ])
  expect(killed).toBe(3)
}, 120_000)
