import { fail } from '../support/errors.js'
import type { Scan } from '../contracts/scan.js'
import { rescaleOf } from './rescale-of.js'

const BINS = 65536
/** Each pass looks into one bin of the last: 65536³ steps of the range tell wild ones from the rest. */
const PASSES = 3

/**
 * Quantiles of all finite values of a scan, values that occur (the nearest rank below), without a copy of them.
 *
 * @param shares Each from 0 to 1.
 * @throws SpadError if no value is finite.
 */
export function scanQuantiles(scan: Scan, shares: readonly number[]): number[] {
  const { low, high, count } = extent(scan)
  if (count === 0) fail('core', '`scan` holds no finite number: there is nothing to segment.')
  return shares.map((share) => quantile(scan, { low, high }, share * (count - 1)))
}

interface Span {
  readonly low: number
  readonly high: number
}

/** The value of a rank, by counting within ever smaller spans. */
function quantile(scan: Scan, whole: Span, rank: number): number {
  let span = whole
  let left = rank
  for (let pass = 0; pass < PASSES && span.high > span.low; pass++) {
    const counts = countIn(scan, span, whole)
    const width = (span.high - span.low) / BINS
    let bin = 0
    while (bin < BINS - 1 && left >= counts[bin]!) left -= counts[bin++]!
    span = { low: span.low + bin * width, high: span.low + (bin + 1) * width }
  }
  return smallestIn(scan, span)
}

function smallestIn(scan: Scan, { low, high }: Span): number {
  let smallest = high
  eachValue(scan, (value) => {
    if (value >= low && value < smallest) smallest = value
  })
  return smallest
}

function countIn(scan: Scan, { low, high }: Span, whole: Span): Float64Array {
  const counts = new Float64Array(BINS)
  const scale = BINS / (high - low)
  const closed = high >= whole.high
  eachValue(scan, (value) => {
    if (value < low || value > high || (value === high && !closed)) return
    const bin = Math.min(BINS - 1, Math.floor((value - low) * scale))
    counts[bin] = counts[bin]! + 1
  })
  return counts
}

function extent(scan: Scan): Span & { readonly count: number } {
  let [low, high, count] = [Infinity, -Infinity, 0]
  eachValue(scan, (value) => {
    if (value < low) low = value
    if (value > high) high = value
    count++
  })
  return { low, high, count }
}

/** Tells all finite values. */
function eachValue(scan: Scan, tell: (value: number) => void): void {
  const { data, grid } = scan
  const rescale = rescaleOf(scan)
  const length = data.length / grid.size[2]
  for (let slice = 0; slice < grid.size[2]; slice++) {
    const { slope, intercept } = rescale(slice)
    for (let i = slice * length; i < (slice + 1) * length; i++) {
      const value = data[i]! * slope + intercept
      if (Number.isFinite(value)) tell(value)
    }
  }
}
