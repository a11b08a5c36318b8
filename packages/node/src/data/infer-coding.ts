import { fail, type LabelClass } from '@spad/core'
import { mapParallel } from './parallel.js'
import { type Mask, readMask } from './read-mask.js'

/** So many cases, spread evenly, are looked at. */
const LOOKED_AT = 16

/** A picture of readers and the mask of their consensus. */
export interface RaterPair {
  readonly file: string
  readonly mask: string
}

/** Whether a value of a coding has a meaning, and how many readers mark each foreground class by it. */
export const CODINGS: Readonly<
  Record<'bits' | 'counts', (value: number, count: number, classes: number) => number[] | undefined>
> = {
  bits: (value, count, classes) =>
    classes === 2 && value < 2 ** count ? [bitsOf(value)] : undefined,
  counts: (value, count, classes) => {
    if (classes === 2) return value <= count ? [value] : undefined
    const [outer, inner] = [value & 15, value >> 4]
    // who marks the inside marks the whole, also where the counts do not say so
    return classes === 3 && Math.max(inner, outer) <= count
      ? [Math.max(inner, outer), inner]
      : undefined
  },
}

function bitsOf(value: number): number {
  let bits = 0
  for (let rest = value; rest > 0; rest >>= 1) bits += rest & 1
  return bits
}

/**
 * The coding of which the masks are a consensus: that one by which, at one number of readers, every pixel of
 * the cases looked at follows from its value.
 *
 * @throws SpadError if that is none, or several.
 */
export async function inferCoding(
  dir: string,
  pairs: readonly RaterPair[],
  count: number,
  classes: readonly LabelClass[],
): Promise<{ coding: 'bits' | 'counts'; note: string }> {
  const every = Math.max(1, Math.floor(pairs.length / LOOKED_AT))
  const chosen = pairs.filter((_, i) => i % every === 0).slice(0, LOOKED_AT)
  const seen = await mapParallel(chosen, async ({ file, mask }) => ({
    values: (await readMask(file)).data,
    truth: (await readMask(mask)).data,
  }))
  const fits = (['bits', 'counts'] as const).flatMap((coding) => {
    for (let least = 1; least <= count; least++)
      if (seen.every((one) => follows(one, coding, { count, least, classes })))
        return [{ coding, least }]
    return []
  })
  const [only, ...others] = fits
  if (!only || others.length > 0)
    return fail(
      'node',
      `how \`${dir}\` is coded cannot be told from its values and the masks: ` +
        `${fits.length === 0 ? 'neither bits nor counts' : 'bits and counts both'} would make them. Say it ` +
        'in dataset.json: "raters": {"coding": "bits" or "counts", "count": 4}.',
    )
  const { coding, least } = only
  return {
    coding,
    note:
      `raters/ is read as ${coding} of ${count} readers, since the masks are then what at least ${least} ` +
      'of them marked',
  }
}

interface Rule {
  readonly count: number
  readonly least: number
  readonly classes: readonly LabelClass[]
}

function follows(
  { values, truth }: { values: Mask['data']; truth: Mask['data'] },
  coding: 'bits' | 'counts',
  { count, least, classes }: Rule,
): boolean {
  const made = Array.from({ length: 256 }, (_, value) => {
    const marks = CODINGS[coding](value, count, classes.length)
    return marks && classes[marks.filter((readers) => readers >= least).length]?.value
  })
  return values.length === truth.length && values.every((value, i) => made[value] === truth[i])
}
