import { SpadError } from '@spad/core'
import type { Result } from '../children/messages.js'

/**
 * Why there is no answer: what a client can mend is told, what nobody expected is not; that is written to
 * the error output, and only where `SPAD_DEBUG` is set, since it may hold anything.
 */
export function failureOf(error: unknown): Extract<Result, { ok: false }> {
  if (error instanceof SpadError)
    return { ok: false, status: 422, message: error.message.replace(/^\[@spad\/[a-z-]+\] /, '') }
  if (process.env.SPAD_DEBUG)
    process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n`)
  return { ok: false, status: 500, message: 'the server failed at this: it is a fault of its own.' }
}
