import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Model, segment } from '@spad/core'
import { encodeLabelMap, encodePng, loadModelFrom, pickChannel } from '@spad/node'
import type { Server } from '../src/index.js'
import { pngOf, randomImage, savedModel, startServer, temporaryFolder } from './server.js'

let place: string
let model: Model
let server: Server

beforeAll(async () => {
  place = await savedModel(await temporaryFolder(afterAll))
  model = (await loadModelFrom(place)).model
  server = await startServer({ models: [place] })
}, 60_000)

afterAll(async () => {
  await server.close()
  model.denoiser.dispose()
})

const post = (path: string, body: RequestInit['body'] = null, headers = {}): Promise<Response> =>
  fetch(server.url + path, { method: 'POST', body, headers })

const textOf = async (response: Response): Promise<string> =>
  ((await response.json()) as { error: string }).error

describe('POST /segment', () => {
  it('gives the label map that `segment` makes', async () => {
    const image = randomImage(1)
    const response = await post('/segment', await pngOf(image))
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('image/png')
    const { labels } = await segment(model, image)
    expect(new Set(labels.data).size).toBeGreaterThan(1)
    const png = await encodeLabelMap(labels, model.classes)
    expect(Buffer.from(await response.arrayBuffer()).equals(png)).toBe(true)
  })

  it('gives several outputs as a form, and takes a form', async () => {
    const image = randomImage(2)
    const body = new FormData()
    body.set('file', await pngOf(image), 'a.png')
    const query = '?model=chest&outputs=labels,probabilities,uncertainty,overlay'
    const form = await (await post(`/segment${query}`, body)).formData()
    const several = model.classes.length > 2
    const probabilities = model.classes.slice(1).map((_, i) => `probability_${i + 1}`)
    const expected = several ? probabilities : ['probability']
    expect([...form.keys()].sort()).toEqual(['labels', 'overlay', ...expected, 'uncertainty'])
    const made = await segment(model, image)
    const bytes = async (name: string): Promise<Buffer> =>
      Buffer.from(await (form.get(name) as File).arrayBuffer())
    expect((await bytes('uncertainty')).equals(await encodePng(made.uncertainty))).toBe(true)
    const first = await encodePng(pickChannel(made.probabilities, 1))
    expect((await bytes(expected[0]!)).equals(first)).toBe(true)
  })

  it('refuses what is no picture, cut or in colour, and what it does not know', async () => {
    const png = await pngOf(randomImage(3))
    const garbage = await post('/segment', new Blob(['no picture at all']))
    expect(garbage.status).toBe(422)
    expect(await textOf(garbage)).toBe('`scan` is of no format that is read.')
    const cut = await post('/segment', png.slice(0, 500))
    expect([cut.status, await textOf(cut)]).toEqual([
      422,
      expect.stringContaining('`the picture` cannot be decoded'),
    ])
    const coloured = await post('/segment', await pngOf(randomImage(4, 20, 20, 3)))
    expect([coloured.status, await textOf(coloured)]).toEqual([
      422,
      '`the picture` is in colour: grey is expected here. Convert it to grey.',
    ])
    expect((await post('/segment')).status).toBe(422)
    expect((await post('/segment?model=lungs', png)).status).toBe(404)
    const outputs = await post('/segment?outputs=all', png)
    expect([outputs.status, await textOf(outputs)]).toEqual([
      422,
      expect.stringContaining('`outputs.0`'),
    ])
    expect((await post('/segment?size=3', png)).status).toBe(422)
    expect((await post('/segment', png, { 'content-encoding': 'gzip' })).status).toBe(415)
  })
})

describe('about itself', () => {
  it('says how it is, what was counted and what it takes', async () => {
    const get = (path: string): Promise<Response> => fetch(server.url + path)
    expect(await (await get('/health')).json()).toEqual({
      status: 'ready',
      waiting: 0,
      children: 1,
    })
    const metrics = await (await get('/metrics')).text()
    expect(metrics).toContain('spad_request_duration_seconds_count{route="/segment",status="200"}')
    expect(metrics).toContain('spad_children 1')
    const openapi = (await (await get('/openapi.json')).json()) as Record<string, object>
    expect(openapi.openapi).toBe('3.1.0')
    expect(Object.keys(openapi.paths!)).toEqual(
      expect.arrayContaining(['/segment', '/v2/models/{model}/infer', '/health', '/metrics']),
    )
    const nothing = await get('/nothing')
    expect([nothing.status, await textOf(nothing)]).toEqual([404, 'there is nothing here.'])
  })

  it('listens on this machine alone', () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(server.models).toEqual(['chest'])
  })
})
