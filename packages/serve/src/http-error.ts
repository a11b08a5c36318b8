/** What a client is told, with its status. */
export class HttpError extends Error {
  override readonly name = 'HttpError'

  constructor(
    readonly statusCode: number,
    message: string,
    /** Seconds after which it is worth asking again. */
    readonly retryAfter?: number,
  ) {
    super(message)
  }
}

/** Ends a request. */
export function refuse(status: number, message: string): never {
  throw new HttpError(status, message)
}
