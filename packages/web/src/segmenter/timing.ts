/** Milliseconds. */
export interface Timing {
  /** From the source to its pixels. */
  readonly decode: number
  /** The network, and what is before and after it. */
  readonly inference: number
  /** From the call to the answer, with waiting and the way to the worker and back. */
  readonly total: number
}
