import type { LabelMap, Raster } from '../contracts/sample.js'
import { argmaxLabels } from '../raster/one-hot.js'
import { preferred } from '../raster/preferred.js'
import { withoutUnknown } from '../raster/unknown.js'
import { isClearGain } from './clear-gain.js'
import { meanOf } from './mean-of.js'
import { meanClassDice } from './mean-class-dice.js'

/** What a model says of a case whose truth is known. */
export interface Probable {
  readonly truth: LabelMap
  /** Of the truth's size. */
  readonly probabilities: Raster
  /** Classes that nobody looked for in it. @default none */
  readonly unknown?: readonly number[]
}

/** A preference that was found, and the mean Dice without and with it. */
export interface ChosenPreference {
  /** A factor for each class, background first. */
  readonly preference: readonly number[]
  readonly before: number
  readonly after: number
}

export interface ChoosePreferenceOptions {
  /** @default no area is too small */
  readonly minArea?: readonly number[]
  /** What counts as a gain; see `isClearGain`. */
  readonly clear: { readonly worth: number; readonly least: number }
}

/** A foreground class may be a half or a quarter as probable, or twice or four times, and be chosen. */
const FACTORS = [1 / 4, 1 / 2, 2, 4] as const

/**
 * Chooses how probable each foreground class has to be to be taken, on cases whose truth is known: for two
 * classes a factor of 1/4, 1/2, 2 or 4 is a threshold of 0.8, 0.67, 0.33 or 0.2. Kept is what makes the mean
 * Dice clearly better, first class by class, then together; it takes two passes over the cases.
 *
 * @param each Goes through the cases, each time in the same order.
 */
export async function choosePreference(
  each: () => AsyncIterable<Probable>,
  classes: number,
  { minArea = [], clear }: ChoosePreferenceOptions,
): Promise<ChosenPreference | undefined> {
  const single = Array.from({ length: classes - 1 }, (_, i) =>
    FACTORS.map((factor) => Array.from({ length: classes }, (__, k) => (k === i + 1 ? factor : 1))),
  )
  const first = await compare(each, classes, single.flat(), minArea)
  const best = single.flatMap((candidates, i) => {
    const gains = candidates.map((preference, f) => {
      const [before = [], after = []] = first[i * FACTORS.length + f] ?? []
      return { preference, before, after, gain: meanOf(after) - meanOf(before) }
    })
    const [top] = gains.sort((a, b) => b.gain - a.gain)
    return top && isClearGain(top.before, top.after, clear) ? [top] : []
  })
  const [one] = [...best].sort((a, b) => b.gain - a.gain)
  if (!one) return undefined
  if (best.length === 1) return told(one)
  const all = Array.from({ length: classes }, (_, k) =>
    best.reduce((factor, { preference }) => factor * preference[k]!, 1),
  )
  const [[before, after] = [[], []]] = await compare(each, classes, [all], minArea)
  const together = { preference: all, before, after, gain: meanOf(after) - meanOf(before) }
  return told(together.gain > one.gain && isClearGain(before, after, clear) ? together : one)
}

/** Mean Dice of each case without a preference and with it, for each of them. */
async function compare(
  each: () => AsyncIterable<Probable>,
  classes: number,
  candidates: readonly (readonly number[])[],
  minArea: readonly number[],
): Promise<[number[], number[]][]> {
  const found = candidates.map((): [number[], number[]] => [[], []])
  for await (const { truth, probabilities, unknown = [] } of each()) {
    const labels = (raster: Raster): LabelMap =>
      withoutUnknown({ unknown }, argmaxLabels(raster, minArea))
    const plain = labels(probabilities)
    candidates.forEach((preference, i) => {
      const changed = labels(preferred(probabilities, preference))
      const scores = meanClassDice(truth, [plain, changed], classes)
      if (!scores) return
      found[i]?.[0].push(scores[0]!)
      found[i]?.[1].push(scores[1]!)
    })
  }
  return found
}

interface Candidate {
  readonly preference: readonly number[]
  readonly before: readonly number[]
  readonly after: readonly number[]
}

function told({ preference, before, after }: Candidate): ChosenPreference {
  return { preference, before: meanOf(before), after: meanOf(after) }
}
