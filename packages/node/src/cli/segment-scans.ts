import { fail, type Model } from '@spad/core'
import type { ScanSource } from '../scans/scan-source.js'
import type { JobResult } from '../segmenting/segment-job.js'
import { failedResult } from '../support/failed-result.js'
import { progressLine } from './progress-line.js'
import { doScan, type ScanJob } from '../segmenting/scan-job.js'
import type { LabelFormat } from '../config/scan-shape.js'
import type { Terminal } from './terminal.js'

/** All that is common to the scans of a call. */
export type ScanSettings = Omit<ScanJob, 'source' | 'format'> & {
  readonly format?: LabelFormat | undefined
}

/** The format of a scan's labels: that which was asked for, else one that keeps what the scan has. */
function formatFor({ name, format }: ScanSource, wanted?: LabelFormat): LabelFormat {
  if (wanted === 'dicom-seg' && format !== 'dicom')
    fail(
      'node',
      `\`--format\` is dicom-seg, but \`${name}\` is no DICOM: such a file refers to the images that it ` +
        'was made of. Choose nifti or nrrd.',
    )
  return wanted ?? (format === 'dicom' ? 'dicom-seg' : 'nifti')
}

/** Pictures have no geometry to keep: their labels are PNGs. */
export function refusePictureFormat(format: LabelFormat | undefined, pictures: number): void {
  if (pictures > 0 && format !== undefined && format !== 'png')
    fail(
      'node',
      `\`--format\` is ${format}, but ${pictures} of the inputs are pictures: their labels are written as ` +
        'png. Segment them by themselves, without `--format`.',
    )
}

/** Of scans labels alone are made. */
export function refuseWithoutPictures(outputs: readonly string[], pictures: number): void {
  if (pictures === 0 && outputs.length > 1)
    fail(
      'node',
      `\`--outputs\` is ${outputs.join(',')}: of scans labels alone are made, and none of the inputs is a ` +
        'picture. Leave it out.',
    )
}

/** What says how to look at scans says nothing where there are none. */
export function refuseWithoutScans(
  {
    axis,
    window,
    channel,
  }: { readonly axis?: unknown; readonly window?: unknown; readonly channel?: unknown },
  scans: number,
): void {
  const [option] = Object.entries({ axis, window, channel }).filter(
    ([, value]) => value !== undefined,
  )
  if (scans === 0 && option)
    fail('node', `\`--${option[0]}\` is for scans, and none of the inputs is one. Leave it out.`)
}

/**
 * The format of each scan's labels, which is said where it was not asked for.
 *
 * @throws SpadError if two scans have one name, or one is none of DICOM and DICOM-SEG was asked for.
 */
export function withFormats(
  sources: readonly ScanSource[],
  format: LabelFormat | undefined,
  terminal: Terminal,
): readonly { readonly source: ScanSource; readonly format: LabelFormat }[] {
  refuseSameNames(sources)
  const all = sources.map((source) => ({ source, format: formatFor(source, format) }))
  const chosen = [...new Set(all.map((one) => one.format))].join(' and ')
  if (format === undefined && all.length > 0)
    terminal.err(`Note: labels are written as ${chosen}; \`--format\` chooses another.\n`)
  return all
}

/**
 * Segments scans one after the other, so that one at a time is in memory; what goes wrong with one keeps
 * none of the others.
 */
export async function segmentScans(
  model: Model,
  sources: readonly ScanSource[],
  { format, ...settings }: ScanSettings,
  terminal: Terminal,
): Promise<JobResult[]> {
  const jobs = withFormats(sources, format, terminal).map((one) => ({ ...settings, ...one }))
  const results: JobResult[] = []
  for (const job of jobs) results.push(await segmentOne(model, job, terminal))
  return results
}

async function segmentOne(model: Model, job: ScanJob, terminal: Terminal): Promise<JobResult> {
  let line: ReturnType<typeof progressLine> | undefined
  try {
    const onSlice = (done: number, of: number): void => {
      // a log shall not have a line for each slice
      if (!terminal.interactive && done < of && done % Math.ceil(of / 10) > 0) return
      line ??= progressLine(terminal, of, job.source.name, done - 1)
      line.update(done, '')
    }
    const { kept, notes } = await doScan(model, job, { onSlice })
    line?.stop()
    for (const note of notes)
      terminal.err(`Note: ${job.source.name}: ${note.replace(/\.$/, '')}.\n`)
    return kept ? { state: 'kept' } : { state: 'made', turned: false }
  } catch (error) {
    line?.stop()
    const result = failedResult(error)
    if (result.fatal) fail('node', result.message)
    return { ...result, message: `${job.source.name}: ${result.message}` }
  }
}

function refuseSameNames(sources: readonly ScanSource[]): void {
  const seen = new Map<string, string>()
  for (const { name, paths } of sources) {
    const key = name.normalize('NFC').toLowerCase()
    const [first = ''] = paths
    const other = seen.get(key)
    if (other !== undefined)
      fail(
        'node',
        `\`${other}\` and \`${first}\` have one name, \`${name}\`: their results would overwrite each ` +
          'other. Segment them with another `--out` each.',
      )
    seen.set(key, first)
  }
}
