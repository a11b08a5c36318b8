import type { Prepared } from './prepare.js'
import type { ValueRange } from './value-range.js'

/**
 * How a scan is looked at, for people: `24 axial slices, values from -160 to 240: the window of the file`. Of
 * several channels it says the range of each, or that one holds for all.
 */
export function inWords({ slicing, range, others = [] }: Prepared): string {
  const { slices, axis } = slicing
  const start = `${slices} ${axis} slice${slices > 1 ? 's' : ''}, values `
  const lost = [range, ...others].reduce((sum, one) => sum + (one.lost ?? 0), 0)
  const marked =
    lost > 0 ? `; voxels without a finite number, taken for the lowest value: ${lost}` : ''
  const flat = [range, ...others].some(({ low, high }) => low === high)
  const end = `${marked}${flat ? '; one value alone is to be seen' : ''}`
  const same = others.every((one) => said(one) === said(range))
  const why = others.every((one) => one.why === range.why)
  const all = others.length > 0 ? `, for each of ${others.length + 1} channels` : ''
  const each = [range, ...others].map(
    (one, i) => `${said(one)} (channel ${i}${why ? '' : `: ${one.why}`})`,
  )
  return same && why
    ? `${start}${said(range)}: ${range.why}${all}${end}`
    : `${start}${each.join(', ')}${why ? `: ${range.why}` : ''}${end}`
}

function said({ low, high }: ValueRange): string {
  const numbers = [low, high].map((value) => Number(value.toPrecision(5)))
  return `from ${numbers.join(' to ')}`
}
