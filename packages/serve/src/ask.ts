import { amount } from '@spad/core'
import type { FastifyReply } from 'fastify'
import type { ChildPool } from './children/child-pool.js'
import type { Answer, ModelInfo, Question } from './children/messages.js'
import { HttpError, refuse } from './http-error.js'

/** Seconds after which it is worth asking again. */
const RETRY_AFTER = 1

/**
 * Asks the children on behalf of a client; where it hangs up, what still waits is dropped.
 *
 * @throws HttpError where there is no room (503) or no answer.
 */
export async function ask(
  pool: ChildPool,
  model: string,
  questions: readonly Question[],
  reply: FastifyReply,
): Promise<readonly Answer[]> {
  if (questions.length > pool.limit)
    refuse(
      413,
      `the request has ${amount(questions.length, 'image')}: ${pool.limit} are taken at most.`,
    )
  const gone = new AbortController()
  reply.raw.once('close', () => {
    gone.abort()
  })
  const results = pool.ask(model, questions, gone.signal)
  if (!results) {
    void reply.header('retry-after', RETRY_AFTER)
    return refuse(503, 'too many images wait already: ask again later.')
  }
  return (await orGone(results, gone.signal)).map((result) =>
    result.ok ? result.answer : refuse(result.status, result.message),
  )
}

/** The model of that name, or the only one. */
export function modelNamed({ models }: ChildPool, name: string | undefined): ModelInfo {
  const [first, second] = models
  if (name === undefined && first && !second) return first
  const names = models.map((model) => model.name).join(', ')
  if (name === undefined) return refuse(422, `\`model\` is missing: it must be one of ${names}.`)
  return (
    models.find((model) => model.name === name) ??
    refuse(404, `there is no model of that name: it must be one of ${names}.`)
  )
}

/** A client that has gone is owed nothing; its request ends. */
async function orGone<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(new HttpError(499, 'the client hung up.'))
    })
    promise.then(resolve, reject)
  })
}
