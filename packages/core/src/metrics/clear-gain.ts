import { meanOf } from './mean-of.js'

/**
 * Whether scores of the same cases are better by at least `worth` in the mean, and by more than twice the
 * standard error of their differences: by more than chance.
 *
 * @param least Fewer cases tell nothing.
 */
export function isClearGain(
  before: readonly number[],
  after: readonly number[],
  { worth, least }: { readonly worth: number; readonly least: number },
): boolean {
  const gains = after.map((score, i) => score - before[i]!)
  if (gains.length < Math.max(2, least)) return false
  const gain = meanOf(gains)
  const error = Math.sqrt(meanOf(gains.map((one) => (one - gain) ** 2)) / (gains.length - 1))
  return gain >= worth && gain > 2 * error
}
