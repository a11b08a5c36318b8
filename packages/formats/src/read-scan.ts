import type { NamedFile, Scan } from '@spad/core'
import { fail } from '@spad/core'
import type { DicomReadOptions } from './dicom/dicom-reader.js'
import { findSeries } from './find-series.js'

/**
 * Reads the one scan that files hold, whatever its format: a file, a pair, the slices of a series.
 *
 * @throws SpadError if they hold none or several, or one that has a fault.
 */
export async function readScan(
  files: readonly NamedFile[],
  options: DicomReadOptions = {},
): Promise<Scan> {
  const { scans, others } = await findSeries(files)
  const mixed = options.allow?.includes('mixed-series') ?? false
  const dicom = scans.filter(({ series }) => series !== undefined)
  const [found] = scans
  if (mixed && dicom.length > 1 && dicom.length === scans.length && found)
    return found.reader.read(
      dicom.flatMap((scan) => scan.files),
      options,
    )
  const [other] = others
  if (!found && other && files.length === 1) return fail('formats', other.reason)
  if (!found)
    return fail('formats', `\`files\` hold no scan: ${other?.reason ?? 'there are none.'}`)
  if (scans.length > 1)
    fail(
      'formats',
      `\`files\` hold ${scans.length} scans (mixed series): give those of one, \`findSeries\` groups them.`,
    )
  const scan = await found.reader.read(found.files, options)
  return others.length === 0
    ? scan
    : { ...scan, notes: [...(scan.notes ?? []), `${others.length} other files were left out.`] }
}
