import type { QueueOptions, Queue } from './queue.js'
import { fail } from '@spad/core'
import { bullMqQueue } from './bullmq-queue.js'
import { memoryQueue } from './memory-queue.js'
import { postgresBroker } from './postgres-broker.js'
import { redisBroker } from './redis-broker.js'

/**
 * Opens a queue.
 *
 * @param url `redis://HOST:PORT` or `rediss://…` for Redis or Valkey, `postgres://…` for
 *   PostgreSQL; without one, a queue inside this process.
 * @throws SpadError if it is of another kind, cannot be reached, or BullMQ is not installed.
 */
export async function openQueue(url?: string, options: QueueOptions = {}): Promise<Queue> {
  if (url === undefined) return memoryQueue()
  if (/^postgres(ql)?:\/\//.test(url))
    return await bullMqQueue(await postgresBroker(url, options), options)
  if (!/^rediss?:\/\//.test(url))
    return fail(
      'node',
      '`queue` must begin with redis://, rediss:// or postgres://, such as redis://127.0.0.1:6379.',
    )
  return await bullMqQueue(await redisBroker(url, options), options)
}
