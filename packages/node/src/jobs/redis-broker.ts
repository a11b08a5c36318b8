import type { Redis } from 'ioredis'
import { fail } from '@spad/core'
import { importOptional } from '../backend/optional-package.js'
import { type Broker, CURE } from './bullmq-queue.js'
import type { QueueOptions } from './queue.js'
import { during, onceAway, patiently } from './patiently.js'

interface IoRedis {
  readonly Redis: new (url: string, options: Record<string, unknown>) => Redis
}

/**
 * Redis or Valkey.
 *
 * @throws SpadError if it cannot be reached.
 */
export async function redisBroker(
  url: string,
  { patience = 0, onNote }: QueueOptions,
): Promise<Broker> {
  const { Redis } = (await importOptional('ioredis', CURE)) as IoRedis
  const isPatient = during(patience)
  try {
    await patiently(
      () => probe(new Redis(url, { lazyConnect: true, retryStrategy: () => null }), onNote),
      (error) => isPatient() && error instanceof Error && error.message.includes('ECONN'),
      onceAway(onNote),
    )
  } catch (error) {
    // a password may stand in the address
    const { host } = new URL(url)
    const reason = error instanceof Error ? error.message : 'no answer'
    fail('node', `\`queue\` cannot be reached at ${host} (${reason}): start the broker there.`)
  }
  const open: Redis[] = []
  return {
    connection() {
      const one = new Redis(url, { maxRetriesPerRequest: null })
      // a connection that breaks is made again
      one.on('error', () => undefined)
      open.push(one)
      return one as unknown as Record<string, unknown>
    },
    close() {
      for (const one of open) one.disconnect()
      return Promise.resolve()
    },
  }
}

async function probe(redis: Redis, onNote: QueueOptions['onNote']): Promise<void> {
  let reason = new Error('no answer')
  redis.on('error', (error: Error) => (reason = error))
  try {
    await redis.connect()
    const setting: unknown = await redis.config('GET', 'appendonly').catch(() => undefined)
    if (Array.isArray(setting) && setting[1] === 'no')
      onNote?.(
        'This Redis forgets its tasks when it is killed: start it with ' +
          '`--appendonly yes --maxmemory-policy noeviction`.',
      )
  } catch {
    throw reason
  } finally {
    redis.disconnect()
  }
}
