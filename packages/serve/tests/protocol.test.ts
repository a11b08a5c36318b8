import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Model, segment } from '@spad/core'
import { loadModelFrom } from '@spad/node'
import type { Server } from '../src/index.js'
import { randomImage, savedModel, startServer, temporaryFolder } from './server.js'

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

const infer = (body: string | Uint8Array, headers = {}): Promise<Response> =>
  fetch(`${server.url}/v2/models/chest/infer`, {
    method: 'POST',
    body: body as Uint8Array<ArrayBuffer>,
    headers,
  })

interface Tensor {
  readonly name: string
  readonly datatype: string
  readonly shape: number[]
  readonly data?: number[]
  readonly parameters?: { readonly binary_data_size: number }
}

const images = [randomImage(1), randomImage(2)]
const shape = [2, images[0]!.height, images[0]!.width, 1]
const numbers = images.flatMap(({ data }) => Array.from(data))

describe('the Open Inference Protocol', () => {
  it('says what is there', async () => {
    const get = async (path: string): Promise<unknown> => (await fetch(server.url + path)).json()
    expect(await get('/v2')).toMatchObject({ name: 'spad', extensions: ['binary_tensor_data'] })
    expect(await get('/v2/health/live')).toEqual({ live: true })
    expect(await get('/v2/health/ready')).toEqual({ ready: true })
    expect(await get('/v2/models/chest/ready')).toEqual({ name: 'chest', ready: true })
    expect(await get('/v2/models/chest/versions/1')).toMatchObject({
      versions: ['1'],
      inputs: [{ name: 'image', datatype: 'FP32', shape: [-1, -1, -1, 1] }],
    })
    expect((await fetch(`${server.url}/v2/models/lungs`)).status).toBe(404)
  })

  it('answers numbers in JSON as `segment` does', async () => {
    const request = {
      id: 'a1',
      inputs: [{ name: 'image', shape, datatype: 'FP32', data: numbers }],
    }
    const response = await infer(JSON.stringify(request), { 'content-type': 'application/json' })
    const answer = (await response.json()) as { id: string; outputs: Tensor[] }
    expect(answer).toMatchObject({ model_name: 'chest', model_version: '1', id: 'a1' })
    const made = [await segment(model, images[0]!), await segment(model, images[1]!)]
    const [labels, probabilities, uncertainty] = answer.outputs
    expect(labels).toEqual({
      name: 'labels',
      datatype: 'UINT8',
      shape: shape.slice(0, 3),
      data: made.flatMap((one) => Array.from(one.labels.data)),
    })
    expect(probabilities!.shape).toEqual([...shape.slice(0, 3), model.classes.length])
    expect(probabilities!.data).toEqual(made.flatMap((one) => Array.from(one.probabilities.data)))
    expect(uncertainty!.data).toEqual(made.flatMap((one) => Array.from(one.uncertainty.data)))
  })

  it('takes and gives numbers in binary after the JSON', async () => {
    const data = Buffer.from(Float32Array.from(numbers).buffer)
    const json = Buffer.from(
      JSON.stringify({
        inputs: [
          {
            name: 'image',
            shape,
            datatype: 'FP32',
            parameters: { binary_data_size: data.length },
          },
        ],
        outputs: [{ name: 'labels', parameters: { binary_data: true } }],
      }),
    )
    const length = 'inference-header-content-length'
    const response = await infer(Buffer.concat([json, data]), { [length]: String(json.length) })
    expect(response.status).toBe(200)
    const head = Number(response.headers.get(length))
    const body = Buffer.from(await response.arrayBuffer())
    const [labels] = (JSON.parse(body.toString('utf8', 0, head)) as { outputs: Tensor[] }).outputs
    expect(labels!.parameters!.binary_data_size).toBe(body.length - head)
    const [first, second] = [await segment(model, images[0]!), await segment(model, images[1]!)]
    const expected = Buffer.concat([first.labels.data, second.labels.data])
    expect(body.subarray(head).equals(expected)).toBe(true)
  })

  it.each([
    ['no JSON', 'not', 'the request is no JSON.'],
    ['no input', { inputs: [] }, 'there is one input, `image`'],
    ['an unknown output', { inputs: [tensor()], outputs: [{ name: 'x' }] }, '`outputs.0.name`'],
    ['another datatype', { inputs: [tensor({ datatype: 'INT8' })] }, 'it must be FP32.'],
    ['another name', { inputs: [tensor({ name: 'x' })] }, '`x` is no input'],
    ['too few numbers', { inputs: [tensor({ data: [0] })] }, 'has 1 values'],
    ['other channels', { inputs: [tensor({ shape: [1, 1, 2, 2] })] }, 'height, width, 1]'],
    ['numbers beyond 1', { inputs: [tensor({ data: [0, 0, 0, 2] })] }, 'outside of [0, 1]'],
    ['text', { inputs: [tensor({ data: ['a', 0, 0, 0] })] }, 'must be numbers'],
    [
      'a size that does not fit',
      { inputs: [tensor({ parameters: { binary_data_size: 400 } })] },
      'the body does not fit that',
    ],
  ])('refuses %s', async (_, request, message) => {
    const body = typeof request === 'string' ? request : JSON.stringify(request)
    const response = await infer(body)
    const { error } = (await response.json()) as { error: string }
    expect([response.status, error]).toEqual([422, expect.stringContaining(message)])
  })

  it('refuses more images than may ever wait', async () => {
    const many = tensor({ shape: [65, 1, 1, 1], data: new Array(65).fill(0) })
    const response = await infer(JSON.stringify({ inputs: [many] }))
    expect([response.status, await response.json()]).toEqual([
      413,
      { error: 'the request has 65 images: 64 are taken at most.' },
    ])
  })

  it('refuses a header that does not fit', async () => {
    const response = await infer('{}', { 'inference-header-content-length': '99' })
    expect(response.status).toBe(422)
  })
})

function tensor(changes = {}): unknown {
  return { name: 'image', shape: [1, 2, 2, 1], datatype: 'FP32', data: [0, 0, 0, 0], ...changes }
}

const python = process.env.SPAD_PYTHON ?? 'python3'
const hasClient = spawnSync(python, ['-c', 'import tritonclient.http']).status === 0
const title = hasClient
  ? "is spoken by NVIDIA's client"
  : "is spoken by NVIDIA's client (left out: no python3 with tritonclient[http])"

it.skipIf(!hasClient)(title, async () => {
  const script = fileURLToPath(new URL('triton_client.py', import.meta.url))
  const { execFile } = await import('node:child_process')
  const output = await new Promise<string>((resolve, reject) => {
    execFile(python, [script, server.url.replace('http://', '')], (error, out, err) => {
      if (error) reject(new Error(err))
      else resolve(out)
    })
  })
  const answer = JSON.parse(output) as { image: number[]; labels: number[]; uncertainty: number[] }
  const image = { data: Float32Array.from(answer.image), height: 24, width: 40, channels: 1 }
  const made = await segment(model, image)
  expect(answer.labels).toEqual(Array.from(made.labels.data))
  expect(Float32Array.from(answer.uncertainty)).toEqual(made.uncertainty.data)
})
