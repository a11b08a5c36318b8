import bearerAuth from '@fastify/bearer-auth'
import multipart from '@fastify/multipart'
import swagger from '@fastify/swagger'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { ChildPool } from './children/child-pool.js'
import type { Metrics } from './metrics.js'
import { protocolHealthRoutes, protocolRoutes } from './protocol/protocol-routes.js'
import { HttpError } from './http-error.js'
import { healthRoutes } from './routes/health-routes.js'
import { monaiLabelRoutes } from './monai-label/monai-label-routes.js'
import type { Pacs } from './monai-label/pacs.js'
import { segmentRoutes } from './routes/segment-routes.js'

/** An answered request: nothing in it names a client, a file or a key. */
export interface AnsweredRequest {
  readonly method: string
  /** The route's pattern, such as `/v2/models/:model/infer`. */
  readonly route: string
  readonly status: number
  readonly milliseconds: number
}

export interface AppOptions {
  readonly pool: ChildPool
  readonly metrics: Metrics
  readonly version: string
  readonly bodyLimit: number
  /** Of the images of MONAI Label's sessions, the oldest of which give way. */
  readonly sessionBytes: number
  /** Asked for series that were not sent. */
  readonly pacs?: Pacs
  /** Without, anybody may ask. */
  readonly keys?: readonly string[]
  readonly onRequest?: (request: AnsweredRequest) => void
}

/** How long a client may take to send a request, in ms. */
const SLOWEST = 300_000

/** The server without a port. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { pool, metrics, version, bodyLimit, sessionBytes, pacs, keys, onRequest } = options
  const app = fastify({
    bodyLimit,
    logger: false,
    forceCloseConnections: 'idle',
    requestTimeout: SLOWEST,
  })
  // schemas document; what comes is checked where it is read
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => (value) => JSON.stringify(value))
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => {
    done(null, body)
  })
  app.setErrorHandler(answerError)
  app.setNotFoundHandler((_, reply) => reply.code(404).send({ error: 'there is nothing here.' }))
  app.addHook('onRequest', refuseEncodings)
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none'
    metrics.onResponse(route, reply.statusCode, reply.elapsedTime / 1000)
    const { statusCode: status, elapsedTime: milliseconds } = reply
    onRequest?.({ method: request.method, route, status, milliseconds })
    done()
  })
  await app.register(multipart, { limits: { fileSize: bodyLimit, files: 10_000 } })
  await app.register(swagger, { openapi: { openapi: '3.1.0', info: { title: 'spad', version } } })
  app.addHook('preClose', (done) => {
    pacs?.close()
    done()
  })
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger())
  healthRoutes(app, pool)
  protocolHealthRoutes(app, pool)
  await app.register(async (inner) => {
    if (keys) await inner.register(bearerAuth, { keys: [...keys], errorResponse: () => UNKNOWN })
    metrics.route(inner)
    segmentRoutes(inner, pool)
    monaiLabelRoutes(inner, pool, { version, bytes: sessionBytes, pacs })
    protocolRoutes(inner, pool, version)
  })
  return app
}

const UNKNOWN = { error: 'this takes a key: send `Authorization: Bearer KEY`.' }

async function refuseEncodings(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding === 'identity') return undefined
  return reply.code(415).send({ error: '`Content-Encoding` must be identity: send it as it is.' })
}

function answerError(
  error: Error & { readonly statusCode?: number },
  _: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const status = error.statusCode ?? 500
  const known = status < 500 || error.name === 'HttpError'
  if (error instanceof HttpError && error.retryAfter !== undefined)
    void reply.header('retry-after', error.retryAfter)
  return reply.code(status).send({ error: known ? error.message : 'the server failed at this.' })
}
