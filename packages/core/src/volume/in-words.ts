import type { Prepared } from './prepare.js'

/** How a scan is looked at, for people: `24 axial slices, values from -160 to 240: the window of the file`. */
export function inWords({ slicing, range }: Prepared): string {
  const numbers = [range.low, range.high].map((value) => Number(value.toPrecision(5)))
  const { slices, axis } = slicing
  return `${slices} ${axis} slice${slices > 1 ? 's' : ''}, values from ${numbers.join(' to ')}: ${range.why}`
}
