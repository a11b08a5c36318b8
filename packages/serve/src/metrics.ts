import type { FastifyInstance } from 'fastify'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { ChildPool } from './children/child-pool.js'

/** What is counted. */
export interface Metrics {
  readonly onEvent: (event: { readonly batch: number } | { readonly died: true }) => void
  /** Counts an answer; `route` is a pattern, which names nobody. */
  readonly onResponse: (route: string, status: number, seconds: number) => void
  /** Adds `/metrics`. */
  route(app: FastifyInstance): void
  /** Starts to show what waits. */
  watch(pool: ChildPool): void
}

/** Counters for Prometheus, in a registry of their own. */
export function serverMetrics(): Metrics {
  const registers = [new Registry()]
  const [registry] = registers as [Registry]
  const duration = new Histogram({
    name: 'spad_request_duration_seconds',
    help: 'Time from the request to its answer.',
    labelNames: ['route', 'status'] as const,
    buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30],
    registers,
  })
  const batches = new Histogram({
    name: 'spad_batch_images',
    help: 'Questions that were answered together.',
    buckets: [1, 2, 3, 4, 5, 6, 7, 8],
    registers,
  })
  const deaths = new Counter({
    name: 'spad_child_deaths_total',
    help: 'Child processes that ended by themselves.',
    registers,
  })
  return {
    onEvent(event) {
      if ('died' in event) deaths.inc()
      else batches.observe(event.batch)
    },
    onResponse: (route, status, seconds) => {
      duration.observe({ route, status: String(status) }, seconds)
    },
    route(app) {
      app.get('/metrics', { schema: { summary: 'Counters for Prometheus' } }, async (_, reply) =>
        reply.type(registry.contentType).send(await registry.metrics()),
      )
    },
    watch(pool) {
      const gauge = (name: string, help: string, value: () => number): void => {
        new Gauge({
          name,
          help,
          registers,
          collect() {
            this.set(value())
          },
        })
      }
      gauge('spad_waiting_images', 'Questions that wait.', pool.waiting)
      gauge('spad_waiting_bytes', 'Bytes of the questions that wait.', pool.waitingBytes)
      gauge('spad_children', 'Child processes that can answer.', pool.alive)
    },
  }
}
