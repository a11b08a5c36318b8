import { z } from 'zod'

const count = z.int().min(0)
const digest = z.string().max(200)

/** A checkpoint may come from anywhere: what stands in it is checked before it is used. */
const schema = z
  .object({
    step: count,
    // a mean of numbers up to 1 may be rounded to above
    best: z.object({ step: count, dice: z.number().min(0).max(1.001) }).optional(),
    pending: z.object({ sum: z.number(), count }),
    seconds: z.number().min(0),
    waited: z.number().min(0),
    data: digest,
    splits: digest.optional(),
    content: digest.optional(),
  })
  .refine(({ step, best }) => best === undefined || best.step <= step)

/** What a run remembers besides the state of its training. */
export interface RunBook {
  /** Steps done when this was written. */
  readonly step: number
  /** The best validation so far. */
  readonly best?: { readonly step: number; readonly dice: number } | undefined
  /** The losses since the last line of the metrics. */
  readonly pending: { readonly sum: number; readonly count: number }
  /** Time spent in training, over all its sittings. */
  readonly seconds: number
  /** How much of that the steps stood still for their cases to be read. */
  readonly waited: number
  /** Tells whether a resumed run sees the same cases. */
  readonly data: string
  /** Tells whether they are split as they were; older checkpoints do not know. */
  readonly splits?: string | undefined
  /** Tells whether their files hold what they held; older checkpoints do not know. */
  readonly content?: string | undefined
}

/** What a book knows a data set by. */
export type DataMark = Required<Pick<RunBook, 'data'>> & Pick<RunBook, 'splits' | 'content'>

/** The book of a run that has not begun. */
export function newBook(mark: DataMark): RunBook {
  return { step: 0, pending: { sum: 0, count: 0 }, seconds: 0, waited: 0, ...mark }
}

/** A book as it stands in a checkpoint; `undefined` if it is none. */
export function parseBook(value: unknown): RunBook | undefined {
  const parsed = schema.safeParse(value)
  return parsed.success ? parsed.data : undefined
}
