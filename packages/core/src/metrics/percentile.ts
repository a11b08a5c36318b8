/**
 * The `share` quantile of ascending values, interpolated linearly between neighbours (numpy's
 * default); `NaN` without values.
 *
 * @param share In `[0, 1]`.
 */
export function percentile(ascending: Float64Array, share: number): number {
  if (ascending.length === 0) return NaN
  const position = share * (ascending.length - 1)
  const below = Math.floor(position)
  const low = ascending[below]!
  const high = ascending[Math.min(below + 1, ascending.length - 1)]!
  return low + (high - low) * (position - below)
}
