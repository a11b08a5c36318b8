import { fail } from '../support/errors.js'
import type { Scan } from '../contracts/scan.js'
import { scanQuantiles } from './quantiles.js'
import { rescaleOf } from './rescale-of.js'

/** A window to look through, in values. */
export interface Window {
  readonly center: number
  /** Above 0. */
  readonly width: number
}

/** The values that become 0 and 1. */
export interface ValueRange {
  readonly low: number
  readonly high: number
  /** How they were found, for people. */
  readonly why: string
  /** How many voxels hold no finite number, and are taken for the lowest value. @default none */
  readonly lost?: number
}

/** Of a CT whose file names no window: soft tissue. */
const SOFT_TISSUE: Window = { center: 40, width: 400 }

/** Of anything else, the shares of voxels below which values are cut off. */
const CLIPPED = [0.005, 0.995] as const

/**
 * Which values of a scan become 0 and 1: the given window; for a CT that of the file, or soft tissue
 * (40, 400); 0 to 255 for colours of 8 bits; else the 0.5th to the 99.5th percentile of the whole volume.
 *
 * @throws SpadError if the window has no width, or the scan no finite value.
 */
export function valueRange(scan: Scan, window?: Window): ValueRange {
  const lost = countLost(scan)
  if (lost === scan.data.length)
    fail('core', '`scan` holds no finite number: there is nothing to segment.')
  return { ...rangeOf(scan, window), ...(lost > 0 && { lost }) }
}

/** Whole numbers are finite, unless what they are multiplied by is not. */
function countLost(scan: Scan): number {
  const { data, grid } = scan
  const rescale = rescaleOf(scan)
  const perSlice = data.length / grid.size[2]
  const real = data instanceof Float32Array || data instanceof Float64Array
  let lost = 0
  for (let slice = 0; slice < grid.size[2]; slice++) {
    const { slope, intercept } = rescale(slice)
    if (!Number.isFinite(slope + intercept)) lost += perSlice
    else if (real)
      for (let i = slice * perSlice; i < (slice + 1) * perSlice; i++)
        if (!Number.isFinite(data[i])) lost++
  }
  return lost
}

function rangeOf(scan: Scan, window?: Window): ValueRange {
  if (window) return through(window, 'the window that was given')
  if (scan.modality === 'CT')
    return scan.window
      ? through(scan.window, 'the window of the file')
      : through(SOFT_TISSUE, 'the window of soft tissue, since the file names none')
  if (scan.colour === true && scan.data instanceof Uint8Array)
    return { low: 0, high: 255, why: 'all values of 8 bits' }
  const [low = 0, high = 0] = scanQuantiles(scan, CLIPPED)
  return { low, high, why: 'the 0.5th to the 99.5th percentile of the volume' }
}

function through({ center, width }: Window, why: string): ValueRange {
  if (!(Number.isFinite(center) && width > 0 && Number.isFinite(width)))
    fail(
      'core',
      `\`window\` is ${center}, ${width}: it must be a centre and a width above 0, such as 40, 400.`,
    )
  return { low: center - width / 2, high: center + width / 2, why }
}

/** A function from a voxel's stored number to `[0, 1]`; what is not finite becomes 0. */
export function toUnit(
  scan: Scan,
  { low, high, lost = 0 }: ValueRange,
): (stored: number, slice: number) => number {
  const scale = high > low ? 1 / (high - low) : 0
  const rescale = rescaleOf(scan)
  const turn = scan.inverted === true
  return (stored, slice) => {
    const { slope, intercept } = rescale(slice)
    const unit = (stored * slope + intercept - low) * scale
    if (lost > 0 && !Number.isFinite(unit)) return 0
    const cut = unit > 0 ? Math.min(1, unit) : 0
    return turn ? 1 - cut : cut
  }
}
