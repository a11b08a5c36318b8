import { SpadError } from '@spad/core'

const START = '[@spad/'

/** An error from a thread as what it was there: on its way it loses its class, and keeps its message. */
export function thrownInThread(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof SpadError) return error
  const { message } = error
  const end = message.indexOf('] ')
  if (!message.startsWith(START) || end < 0) return error
  return new SpadError(message.slice(START.length, end), message.slice(end + 2), {
    cause: error.cause,
  })
}
