import type { FastifyInstance } from 'fastify'
import { ask, modelNamed } from '../ask.js'
import type { ChildPool } from '../children/child-pool.js'
import type { ModelInfo } from '../children/messages.js'
import { readInferRequest } from './infer-request.js'
import { VERSION, writeInferResponse } from './infer-response.js'

interface ModelParams {
  readonly Params: { readonly model: string }
}

const LENGTH = 'inference-header-content-length'

/** What anybody may ask of the Open Inference Protocol: whether the server lives. */
export function protocolHealthRoutes(app: FastifyInstance, pool: ChildPool): void {
  app.get('/v2/health/live', { schema: { summary: 'The server lives' } }, () => ({ live: true }))
  app.get('/v2/health/ready', { schema: { summary: 'The models can answer' } }, (_, reply) => {
    const ready = pool.alive() > 0
    return reply.code(ready ? 200 : 503).send({ ready })
  })
}

/** The Open Inference Protocol, version 2, over REST, with its binary extension. */
export function protocolRoutes(app: FastifyInstance, pool: ChildPool, version: string): void {
  app.get('/v2', { schema: { summary: 'What this server is' } }, () => ({
    name: 'spad',
    version,
    extensions: ['binary_tensor_data'],
  }))
  for (const path of ['/v2/models/:model', `/v2/models/:model/versions/${VERSION}`]) {
    app.get<ModelParams>(
      path,
      { schema: { summary: 'Inputs and outputs of a model' } },
      (request) => metadataOf(modelNamed(pool, request.params.model)),
    )
    app.get<ModelParams>(
      `${path}/ready`,
      { schema: { summary: 'Whether a model can answer' } },
      (request, reply) => {
        const { name } = modelNamed(pool, request.params.model)
        const ready = pool.alive() > 0
        return reply.code(ready ? 200 : 503).send({ name, ready })
      },
    )
    app.post<ModelParams>(
      `${path}/infer`,
      { schema: { summary: 'Tensors in, tensors out', body: { type: 'object' } } },
      async (request, reply) => {
        const model = modelNamed(pool, request.params.model)
        const body = request.body instanceof Buffer ? request.body : Buffer.alloc(0)
        const asked = readInferRequest(body, request.headers[LENGTH]?.toString(), model)
        const answers = await ask(pool, model.name, asked.questions, reply)
        const { body: answer, jsonLength } = writeInferResponse(model, asked, answers)
        if (jsonLength === undefined) return reply.type('application/json').send(answer)
        return reply.type('application/octet-stream').header(LENGTH, jsonLength).send(answer)
      },
    )
  }
}

function metadataOf({ name, ...model }: ModelInfo): unknown {
  const { classes, preprocessing } = model
  const shape = [-1, -1, -1]
  return {
    name,
    versions: [VERSION],
    platform: 'spad',
    inputs: [{ name: 'image', datatype: 'FP32', shape: [...shape, preprocessing.channels] }],
    outputs: [
      { name: 'labels', datatype: 'UINT8', shape },
      { name: 'probabilities', datatype: 'FP32', shape: [...shape, classes.length] },
      { name: 'uncertainty', datatype: 'FP32', shape },
    ],
    // all of it, for `remoteSegmenter`: values must be texts or numbers
    parameters: { classes: classes.map((one) => one.name).join(','), spad: JSON.stringify(model) },
  }
}
