import type { NamedFile, Reader } from '@spad/core'
import { SpadError } from '@spad/core'
import { known } from './dicom/elements.js'
import { parseDicomFile } from './dicom/parse.js'
import { pixelFormat } from './dicom/pixel-format.js'
import { dicomReader } from './dicom/dicom-reader.js'
import { MODALITIES } from './dicom/terms.js'
import type { FormatReader } from './format-reader.js'
import { READERS } from './readers.js'

/** The files of one scan, and what reads them. */
export interface FoundScan {
  readonly reader: Reader
  readonly files: readonly NamedFile[]
  /** DICOM's SeriesInstanceUID. */
  readonly series?: string
  readonly modality?: string
}

/** A file that is no part of a scan, and why. */
export interface OtherFile {
  readonly name: string
  readonly reason: string
}

export interface FoundScans {
  readonly scans: readonly FoundScan[]
  readonly others: readonly OtherFile[]
}

/**
 * Groups a pile of files into scans: DICOM by its series, headers with the files that they name, others
 * each for itself. What is no scan is told, not thrown.
 */
export async function findSeries(files: readonly NamedFile[]): Promise<FoundScans> {
  const scans: FoundScan[] = []
  const others: OtherFile[] = []
  const series = new Map<string, FoundScan>()
  const taken = new Set(files.flatMap((file) => partnersOf(file, files)))
  for (const file of files) {
    if (taken.has(file)) continue
    const reader = readerOf(file)
    if (!reader)
      others.push({ name: file.name, reason: `\`${file.name}\` is of no format that is read.` })
    else if (reader === dicomReader) await addDicom(file, series, others)
    else scans.push({ reader, files: [file, ...partnersOf(file, files)] })
  }
  return { scans: [...series.values(), ...scans], others }
}

const HEAD = 400

/** The reader of a file by its first bytes and its name. */
export const readerOf = ({ name, bytes }: NamedFile): FormatReader | undefined =>
  READERS.find((reader) => reader.matches(bytes.subarray(0, HEAD), name))

function partnersOf(file: NamedFile, files: readonly NamedFile[]): NamedFile[] {
  const names = readerOf(file)?.partners?.(file) ?? []
  return files.filter((other) => other !== file && names.includes(other.name))
}

async function addDicom(
  file: NamedFile,
  series: Map<string, FoundScan>,
  others: OtherFile[],
): Promise<void> {
  try {
    const parsed = await parseDicomFile(file.name, file.bytes)
    pixelFormat(parsed)
    const uid = parsed.data.string('x0020000e') ?? ''
    const modality = known(parsed.data, 'x00080060', MODALITIES)
    const found = series.get(uid)
    series.set(uid, {
      reader: dicomReader,
      files: [...(found?.files ?? []), file],
      ...(/^[\d.]+$/.test(uid) && { series: uid }),
      ...(modality !== undefined && { modality }),
    })
  } catch (error) {
    if (!(error instanceof SpadError)) throw error
    others.push({ name: file.name, reason: error.problem })
  }
}
