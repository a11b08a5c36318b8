import { fail } from '@spad/core'
import { importOptional } from '../backend/optional-package.js'
import { type Broker, CURE } from './bullmq-queue.js'
import type { QueueOptions } from './queue.js'
import { during, onceAway, patiently } from './patiently.js'

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
export async function postgresBroker(
  url: string,
  { patience = 0, onNote }: QueueOptions,
): Promise<Broker> {
  const { Client } = ((await importOptional('pg', CURE)) as Pg).default
  const isPatient = during(patience)
  try {
    await patiently(
      () => tryOut(new Client({ connectionString: url })),
      (error) => codeOf(error) === STARTING || (isAway(error) && isPatient()),
      onceAway(onNote),
    )
  } catch (error) {
    // a password may stand in the address
    const { host } = new URL(url)
    const reason = codeOf(error) || 'no answer'
    fail('node', `\`queue\` cannot be reached at ${host} (${reason}): start the broker there.`)
  }
  return {
    connection: () => ({ connectionString: url, schema: SCHEMA, migrate: true }),
    backend: (bull) => bull.createPostgresBackend,
    isAway,
    close: () => Promise.resolve(),
  }
}

/** What PostgreSQL says before it is ready. */
const STARTING = '57P03'

async function tryOut(client: Client): Promise<void> {
  try {
    await client.connect()
  } finally {
    await client.end().catch(() => undefined)
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** Connections that break or are refused, and what it says as it ends (57P01, 57P02) or starts (57P03). */
function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return (
    /^(ECONN|EPIPE|ETIMEDOUT|57P0[123]|08)/.test(codeOf(error)) ||
    error.message.startsWith('Connection termin')
  )
}
