import { createHash } from 'node:crypto'
import type { Dataset } from '@spad/core'

/** What a run remembers besides the state of its training. */
export interface RunBook {
  /** Steps done when this was written. */
  readonly step: number
  /** The best validation so far. */
  readonly best?: { readonly step: number; readonly dice: number }
  /** The losses since the last line of the metrics. */
  readonly pending: { readonly sum: number; readonly count: number }
  /** Time spent in training, over all its sittings. */
  readonly seconds: number
  /** How much of that the steps stood still for their cases to be read. */
  readonly waited: number
  /** Tells whether a resumed run sees the same cases. */
  readonly data: string
}

/** The book of a run that has not begun. */
export function newBook(data: string): RunBook {
  return { step: 0, pending: { sum: 0, count: 0 }, seconds: 0, waited: 0, data }
}

/** A digest of the classes and the case names of data sets, in order. */
export function datasetDigest(...sets: readonly Dataset[]): string {
  const facts = sets.map(({ classes, channels, names }) => ({ classes, channels, names }))
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex')
}
