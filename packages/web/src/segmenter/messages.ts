import { SpadError, type SpadErrorContent, spadErrorFrom } from '@spad/core'

/** What the page asks of the worker. */
export interface Request {
  readonly id: number
  readonly method:
    'create' | 'segment' | 'segmentVolume' | 'fineTune' | 'save' | 'memory' | 'warmup' | 'readFiles'
  readonly args: readonly unknown[]
  /** The last argument, without what cannot be sent. */
  readonly options: Readonly<Record<string, unknown>>
  /** The options that are functions: their calls come back as events. */
  readonly callbacks: readonly string[]
}

/** Ends the request of that number. */
export interface Abort {
  readonly id: number
  readonly abort: true
}

/** What the worker says to a request. */
export type Reply = { readonly id: number } & (
  | { readonly value: unknown }
  | { readonly error: PackedError }
  | { readonly event: string; readonly args: readonly unknown[] }
)

/** An error on its way: the browser's own copy would not be a SpadError any more. */
export type PackedError = { readonly problem: SpadErrorContent } | { readonly other: unknown }

export function packError(error: unknown): PackedError {
  return error instanceof SpadError ? { problem: error.toJSON() } : { other: error }
}

export function unpackError(packed: PackedError): unknown {
  return 'problem' in packed ? spadErrorFrom(packed.problem) : packed.other
}

/** The memory under an answer's arrays, to be handed over instead of copied. */
export function buffersIn(value: unknown, found = new Set<ArrayBuffer>()): Set<ArrayBuffer> {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer)
  } else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) buffersIn(part, found)
  }
  return found
}
