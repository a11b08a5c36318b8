import type { Scan, ScanData } from '@spad/core'
import { countSamples } from '../limits.js'
import { interleave } from '../samples/samples.js'
import { valuesOf } from '../values-of.js'

/**
 * Scans of one grid as the channels of one. Where their numbers mean different things, as those of a dynamic
 * PET do, they become values.
 *
 * @param why What tells them apart.
 */
export function joinPhases(name: string, scans: readonly [Scan, ...Scan[]], why: string): Scan {
  const [{ rescale, notes = [], ...first }] = scans
  const alike = scans.every((scan) => JSON.stringify(scan.rescale) === JSON.stringify(rescale))
  const planes = scans.map((scan) => (alike ? scan.data : valuesOf(scan)))
  countSamples(name, [first.data.length, scans.length])
  return {
    ...first,
    data: interleave(joined(planes as [ScanData, ...ScanData[]]), scans.length),
    channels: scans.length,
    ...(alike && rescale && { rescale }),
    notes: [
      ...notes,
      `its ${scans.length} slices at each place were read as channels, in the order of ${why}.`,
    ],
  }
}

function joined(planes: readonly [ScanData, ...ScanData[]]): ScanData {
  const [first] = planes
  const { constructor } = first as { constructor: unknown }
  const all = new (constructor as new (length: number) => ScanData)(first.length * planes.length)
  for (const [i, plane] of planes.entries()) all.set(plane, i * first.length)
  return all
}
