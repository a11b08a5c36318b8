import { fail } from '@spad/core'
import { importOptional } from '../backend/optional-package.js'
import { type Broker, CURE } from './bullmq-queue.js'

interface Client {
  connect(): Promise<unknown>
  end(): Promise<unknown>
}

interface Pg {
  readonly default: { readonly Client: new (options: Record<string, unknown>) => Client }
}

/** The schema that holds our tasks. */
const SCHEMA = 'spad'

/**
 * PostgreSQL from version 13 on. The tables are made where they are missing.
 *
 * @throws SpadError if it cannot be reached.
 */
export async function postgresBroker(url: string): Promise<Broker> {
  const { Client } = ((await importOptional('pg', CURE)) as Pg).default
  const client = new Client({ connectionString: url })
  try {
    await client.connect()
  } catch (error) {
    // a password may stand in the address
    const { host } = new URL(url)
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'no answer'
    fail('node', `\`queue\` cannot be reached at ${host} (${reason}): start the broker there.`)
  } finally {
    await client.end().catch(() => undefined)
  }
  return {
    connection: () => ({ connectionString: url, schema: SCHEMA, migrate: true }),
    backend: (bull) => bull.createPostgresBackend,
    isAway,
    close: () => Promise.resolve(),
  }
}

/** Connections that break or are refused, and what it says as it ends (57P01, 57P02) or starts (57P03). */
function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return (
    /^(ECONN|EPIPE|ETIMEDOUT|57P0[123]|08)/.test(code) ||
    error.message.startsWith('Connection termin')
  )
}
