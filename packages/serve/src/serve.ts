import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { basename, resolve } from 'node:path'
import { checkNumber, fail } from '@spad/core'
import { type AnsweredRequest, buildApp } from './build-app.js'
import { startPool } from './children/child-pool.js'
import type { ChildOptions } from './children/messages.js'
import { readKeys } from './keys.js'
import { serverMetrics } from './metrics.js'
import { pacsAt } from './monai-label/pacs.js'

export interface ServeOptions {
  /**
   * Runs, folders with a model.json, or names of models that come with `@spad/models`. A served model is
   * named by the last part of its path.
   */
  readonly models: readonly string[]
  /** 0 = any that is free. @default 8080 */
  readonly port?: number
  /** Where to listen; by default on this machine alone. @default '127.0.0.1' */
  readonly host?: string
  /** Processes that answer; each has the models in its memory. @default half the cores, 4 at most */
  readonly children?: number
  /** A file with keys, one a line, of which a client must show one. @default anybody may ask */
  readonly keyFile?: string
  /** Images that may wait; beyond them clients are told to come again. @default 64 */
  readonly queue?: number
  /** Bytes that what waits may have in all. @default four bodies of `bodyLimit` */
  readonly queueBytes?: number
  /** Images that go through the network in one pass at most, where they wait; 1 = each alone. @default 8 */
  readonly together?: number
  /** Bytes that a request may have. @default 64 MiB */
  readonly bodyLimit?: number
  /** A DICOMweb server that is asked for a series which MONAI Label's clients name and have not sent. @default none */
  readonly dicomWeb?: string
  /** Seconds that it may take to send one, up to 3600; of bytes a series may have `queueBytes`. @default 60 */
  readonly dicomWebSeconds?: number
  /** @default 'auto' */
  readonly backend?: ChildOptions['backend']
  /** What computes the network: tfjs on `backend`, or `onnxruntime-node`, which is installed beside. @default 'tfjs' */
  readonly engine?: ChildOptions['engine']
  /** Threads of a child on the native backend or onnxruntime. @default the cores, shared among the children */
  readonly threads?: number
  /** A module with parts of one's own that the models are made of. */
  readonly parts?: string
  /** Node's own flags for the children. @default those of this process */
  readonly execArgv?: readonly string[]
  /** Told of every answer. */
  readonly onRequest?: (request: AnsweredRequest) => void
}

/** A server that listens. */
export interface Server {
  /** `http://HOST:PORT`. */
  readonly url: string
  /** What the models run on. */
  readonly backend: string
  /** The names of the models. */
  readonly models: readonly string[]
  /** Takes no more requests, answers those that are there, and ends the children. */
  close(): Promise<void>
}

/**
 * Serves models over HTTP: `POST /segment`, the Open Inference Protocol version 2, `/health`, `/metrics`
 * and `/openapi.json`.
 *
 * @throws SpadError if an option is out of range, a model cannot be loaded or the port is taken.
 */
export async function serve(options: ServeOptions): Promise<Server> {
  // who writes JavaScript may leave them out
  checkModels((options as Partial<ServeOptions> | undefined)?.models)
  const { models, port = 8080, host = '127.0.0.1', keyFile, execArgv, onRequest } = options
  const {
    queue = 64,
    together = 8,
    bodyLimit = 64 * 2 ** 20,
    backend = 'auto',
    engine,
    parts,
    dicomWeb,
    dicomWebSeconds = 60,
  } = options
  const { queueBytes = 4 * bodyLimit } = options
  const cores = availableParallelism()
  const { children = Math.min(4, Math.max(1, cores >> 1)) } = options
  const { threads = Math.max(1, Math.floor(cores / children)) } = options
  for (const [name, value] of Object.entries({
    children,
    queue,
    queueBytes,
    together,
    bodyLimit,
    threads,
  }))
    checkNumber('serve', name, value, { min: 1, integer: true })
  checkNumber('serve', 'dicomWebSeconds', dicomWebSeconds, { min: 1, max: 3600, integer: true })
  checkNumber('serve', 'port', port, { min: 0, max: 65535, integer: true })
  const keys = keyFile === undefined ? undefined : await readKeys(keyFile)
  const pacs =
    dicomWeb === undefined
      ? undefined
      : pacsAt({ url: dicomWeb, bytes: queueBytes, seconds: dicomWebSeconds })
  const metrics = serverMetrics()
  const pool = await startPool({
    models: named(models),
    children,
    queue,
    queueBytes,
    together,
    backend,
    threads,
    onEvent: metrics.onEvent,
    ...(engine && { engine }),
    ...(parts !== undefined && { parts }),
    ...(execArgv && { execArgv }),
  })
  metrics.watch(pool)
  const app = await buildApp({
    pool,
    metrics,
    version,
    bodyLimit,
    sessionBytes: queueBytes,
    ...(pacs && { pacs }),
    ...(keys && { keys }),
    ...(onRequest && { onRequest }),
  })
  const url = await app.listen({ port, host }).catch((error: unknown) => {
    pool.stop()
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return fail(
      'serve',
      `${host}:${port} cannot be listened on (${reason}): choose another.`,
      error,
    )
  })
  return {
    url,
    backend: pool.backend,
    models: pool.models.map(({ name }) => name),
    async close() {
      await app.close()
      pool.stop()
    },
  }
}

const { version } = createRequire(import.meta.url)('@spad/serve/package.json') as {
  version: string
}

function checkModels(models: unknown): void {
  if (Array.isArray(models) && models.every((one) => typeof one === 'string')) return
  fail(
    'serve',
    `\`models\` is ${models === undefined ? 'missing' : JSON.stringify(models)}: it must be a list of runs, folders or names of models, ` +
      "such as ['runs/first'].",
  )
}

/** Each model's name and place. */
function named(places: readonly string[]): (readonly [string, string])[] {
  if (places.length === 0) fail('serve', '`models` is empty: name at least one.')
  const all = places.map((place) => [basename(resolve(place)), place] as const)
  const twice = all.find(([name], index) => all.some((other, i) => i < index && other[0] === name))
  if (twice)
    fail('serve', `two \`models\` are called ${twice[0]}: clients could not tell them apart.`)
  return all
}
