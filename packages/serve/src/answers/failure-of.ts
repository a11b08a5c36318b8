import { SpadError } from '@spad/core'
import type { Result } from '../children/messages.js'

/** Why there is no answer: what a client can mend is told, what nobody expected is not. */
export function failureOf(error: unknown): Extract<Result, { ok: false }> {
  if (error instanceof SpadError)
    return { ok: false, status: 422, message: error.message.replace(/^\[@spad\/[a-z-]+\] /, '') }
  return { ok: false, status: 500, message: 'the server failed at this: it is a fault of its own.' }
}
