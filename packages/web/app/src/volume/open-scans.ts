import { fail, type NamedFile } from '@spad/core'
import type { ScanChoice } from './volume-state.js'

/** The scans that files hold: one a DICOM series, one for each other file. They are read here, in the page. */
export async function findChoices(files: readonly File[]): Promise<ScanChoice[]> {
  const { findSeries } = await import('@spad/formats')
  const named: NamedFile[] = await Promise.all(
    files
      .filter(({ name, size }) => !name.startsWith('.') && size > 0)
      .map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
  )
  const { scans, others } = await findSeries(named)
  if (scans.length === 0)
    fail('the page', others[0]?.reason ?? 'no file was given: drop a scan or a folder with one.')
  return scans.map(({ reader, files: own, modality }, index) => ({
    name: nameOf(own, index, scans.length, modality),
    format: reader.name,
    files: own,
    read: () => reader.read(own),
  }))
}

/** By the file, never by what is in it. */
function nameOf(own: readonly NamedFile[], index: number, of: number, modality = 'scan'): string {
  const [first] = own
  if (own.length <= 2 && first) return first.name
  const series = of > 1 ? `series ${index + 1}` : 'series'
  return `${series}: ${modality}, ${own.length} files`
}
