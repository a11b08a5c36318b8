import { createHash } from 'node:crypto'
import { readFile, rename, rm } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import {
  type ChannelWindows,
  classVolumes,
  inWords,
  type LabelVolume,
  type Model,
  type NamedFile,
  type Prepared,
  segmentVolume,
  type SliceAxis,
  type TrainedPrepare,
  type Window,
} from '@spad/core'
import { makeFolders, writeAtomically } from '../files/atomic.js'
import { explained } from '../files/explain-io.js'
import { arePublished, publishToS3 } from '../s3/results.js'
import { listFiles } from '../scans/list-files.js'
import type { ResolvedAnswer } from './evaluate-model.js'
import { asCommand, readSources, type ScanSource } from '../scans/scan-source.js'
import { labelFile, writeLabels } from '../scans/write-labels.js'
import type { LabelFormat } from '../config/scan-shape.js'

/** One scan of a call. */
export interface ScanJob {
  readonly source: ScanSource
  readonly format: LabelFormat
  readonly out: string
  readonly options: ResolvedAnswer
  readonly axis?: SliceAxis | undefined
  /** Of all channels, or of each. */
  readonly window?: Window | ChannelWindows | undefined
  /** Which channel of a scan is looked at, from 0. */
  readonly channel?: number | undefined
  /** How the model was trained to see scans. */
  readonly prepare: TrainedPrepare
  /** What the model's channels are called; `[]`: a picture, grey or in colour. */
  readonly channels: readonly string[]
  /** Faults that are accepted. */
  readonly allow: readonly string[]
  /** What it is made with; see `digestOfMaking`. */
  readonly making: string
  /** Whether results that are there already are made again. */
  readonly again: boolean
  /** Where the results go in S3; `out` holds them until they do. */
  readonly publish?: string | undefined
  /** The folder in which they are made, if they move into `out` once they are whole. @default `out` */
  readonly scratch?: string | undefined
}

/** How a scan was looked at and what was found in it, for people. */
export interface ScanDone {
  readonly kept: boolean
  readonly notes: readonly string[]
}

/** Where the findings of a scan go. */
const summaryFile = ({ source, out }: Pick<ScanJob, 'source' | 'out'>): string =>
  join(out, `${source.name}_labels.json`)

/** Hears how a scan's work goes. */
export interface ScanListener {
  readonly onSlice?: (done: number, of: number) => void
  /** Told what was noticed, before there are results: who finds these finds that too. */
  readonly onNotes?: (notes: readonly string[]) => Promise<void>
}

/**
 * Segments a scan and writes its labels, then what was found; what is there already is kept.
 *
 * @throws SpadError if it cannot be read, does not fit the model, or not into the format.
 */
export async function doScan(
  model: Model,
  job: ScanJob,
  { onSlice = () => undefined, onNotes }: ScanListener,
): Promise<ScanDone> {
  const { source, format, allow, axis, window, channel, prepare, options } = job
  const { scans, files } = await readSources(source, { allow })
  const mark = markOf(job, files.flat())
  if (!job.again && (await isMade(job, mark))) return { kept: true, notes: [] }
  let prepared: Prepared | undefined
  const labels = await asCommand(() =>
    segmentVolume(model, scans.length > 1 ? scans : scans[0], {
      ...options,
      ...prepare,
      ...(axis && { axis }),
      ...(window && { window }),
      channel,
      channelNames: job.channels,
      onSlice,
      onPrepared: (found) => (prepared = found),
    }),
  )
  const notes = [
    ...scans.flatMap((scan) => scan.notes ?? []),
    ...(prepared ? [inWords(prepared)] : []),
  ]
  await onNotes?.(notes)
  const made = { ...job, out: job.scratch ?? job.out }
  const target = { ...made, name: source.name }
  if (prepared)
    await writeLabels(target, labels, {
      classes: model.classes,
      slicing: prepared.slicing,
      files: files[0] ?? [],
      ...(scans[0].channels > 1 && { channel: channel ?? prepare.usualChannel }),
    })
  await writeAtomically(
    summaryFile(made),
    `${JSON.stringify(summaryOf(model, labels, { mark, format, ...prepared }), undefined, 2)}\n`,
  )
  if (job.publish !== undefined) await publish(made, job.publish, mark)
  else if (made.out !== job.out) await move(made, job.out)
  return { kept: false, notes }
}

interface Made extends Partial<Prepared> {
  readonly mark: string
  readonly format: LabelFormat
}

function summaryOf(
  model: Model,
  labels: LabelVolume,
  { mark, format, slicing, range, others }: Made,
) {
  const found = classVolumes(labels, model.classes.length)
  return {
    format,
    axis: slicing?.axis,
    slices: slicing?.slices,
    range,
    // those of the other channels
    ...(others && { others }),
    classes: model.classes.slice(1).map(({ name }, i) => ({ name, index: i + 1, ...found[i + 1] })),
    spad: mark,
  }
}

function markOf(
  { format, allow, axis, window, channel, prepare, making }: ScanJob,
  files: readonly NamedFile[],
): string {
  const hash = createHash('sha256').update(making)
  hash.update(JSON.stringify({ format, allow, ...prepare, axis, window, channel }))
  for (const { bytes } of files) hash.update(bytes)
  return hash.digest('hex')
}

/** Whether the labels are there and were made of this; the summary is written last. */
async function isMade(job: ScanJob, mark: string): Promise<boolean> {
  const { out: dir, publish: folder } = job
  const labels = labelFile({ ...job, name: job.source.name })
  if (folder !== undefined)
    return await arePublished([labels, summaryFile(job)], { dir, folder, mark })
  try {
    await readFile(labels)
    const summary: unknown = JSON.parse(await readFile(summaryFile(job), 'utf8'))
    return (summary as { spad?: unknown }).spad === mark
  } catch {
    return false
  }
}

/** Moves the results into S3, the summary last. */
async function publish(job: ScanJob, folder: string, mark: string): Promise<void> {
  const files = await filesOf(job)
  await publishToS3(files, { dir: job.out, folder, mark })
  for (const file of files) await rm(file)
}

/** Moves the results into a folder of the same file system, the summary last. */
async function move(job: ScanJob, out: string): Promise<void> {
  for (const from of await filesOf(job)) {
    const to = join(out, relative(job.out, from))
    await makeFolders(dirname(to))
    await explained(to, 'written', () => rename(from, to))
  }
}

/** The files that were made, in the order in which they are to be seen. */
async function filesOf(job: ScanJob): Promise<string[]> {
  const first = labelFile({ ...job, name: job.source.name })
  const slices = job.format === 'png' ? [...(await listFiles(dirname(first))).values()].flat() : []
  return [...slices.filter((file) => file !== first), first, summaryFile(job)]
}
