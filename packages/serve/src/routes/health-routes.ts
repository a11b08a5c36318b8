import type { FastifyInstance } from 'fastify'
import type { ChildPool } from '../children/child-pool.js'

/** `/health`: whether the server lives, and what waits. */
export function healthRoutes(app: FastifyInstance, pool: ChildPool): void {
  app.get('/health', { schema: { summary: 'Whether the server can answer' } }, (_, reply) => {
    const ready = pool.alive() > 0
    return reply.code(ready ? 200 : 503).send({
      status: ready ? 'ready' : 'starting',
      waiting: pool.waiting(),
      children: pool.alive(),
    })
  })
}
