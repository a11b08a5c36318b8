/**
 * `Uint8Array.from(values, f)` and its like into an array that is there: a tenth of the time, since `from` walks
 * typed arrays by their iterator.
 *
 * @param into As long as `values`.
 */
export function mapInto<T extends Uint8Array | Uint16Array>(
  into: T,
  values: ArrayLike<number>,
  f: (value: number) => number,
): T {
  for (let i = 0; i < into.length; i++) into[i] = f(values[i]!)
  return into
}
