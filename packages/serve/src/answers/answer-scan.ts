import {
  fail,
  inWords,
  type LabelVolume,
  type Model,
  type NamedFile,
  type Prepared,
  segmentVolume,
  type TrainedPrepare,
} from '@spad/core'
import {
  dicomSegWriter,
  niftiWriter,
  readerOf,
  readScan,
  type SegNrrdOptions,
  segNrrdWriter,
} from '@spad/formats'
import { windowsByName } from '@spad/node'
import type { Answer, MadeFile, Question, VolumeFormat } from '../children/messages.js'

type Scan = Extract<Question, { kind: 'scan' }>

/** A model, and how it was trained to see scans. */
export interface ServedModel {
  readonly model: Model
  readonly prepare: TrainedPrepare
  /** What its channels are called; `[]`: a picture, grey or in colour. */
  readonly channels: readonly string[]
}

/**
 * Segments a scan as `spad segment` does and writes the labels on its grid: a DICOM Segmentation for DICOM, NIfTI
 * for others, unless another format is asked for.
 *
 * @throws SpadError if the files are no scan, or its channels are not the model's.
 */
export async function answerScan(
  { model, prepare, channels }: ServedModel,
  { files, format, nrrd, axis, window, channel }: Scan,
): Promise<Answer> {
  const scan = await readScan(files)
  const windows = windowsByName(window, channels, prepare.window)
  let prepared: Prepared | undefined
  const labels = await segmentVolume(model, scan, {
    ...prepare,
    ...(axis && { axis }),
    ...(windows && { window: windows }),
    channel,
    channelNames: channels,
    onPrepared: (found) => (prepared = found),
  })
  const asked = format ?? (isDicom(files) ? 'seg' : 'nifti')
  const several = scan.channels > 1 ? (channel ?? prepare.usualChannel) : undefined
  const made = await write[asked](model, labels, { files, channel: several, nrrd })
  const notes = [...(scan.notes ?? []), ...(prepared ? [inWords(prepared)] : [])]
  return { kind: 'files', files: [made], notes }
}

function isDicom(files: readonly NamedFile[]): boolean {
  return files.every((file) => readerOf(file)?.name === 'dicom')
}

/** What labels are of. */
interface Source {
  readonly files: readonly NamedFile[]
  /** Which of several times was segmented. */
  readonly channel: number | undefined
  readonly nrrd: SegNrrdOptions | undefined
}

type Write = (model: Model, labels: LabelVolume, source: Source) => Promise<MadeFile>

const write: Record<VolumeFormat, Write> = {
  nifti: async ({ classes }, labels) =>
    file('nii.gz', 'application/gzip', await niftiWriter.write(labels, classes)),
  nrrd: async ({ classes }, labels, { nrrd }) =>
    file('seg.nrrd', 'application/octet-stream', await segNrrdWriter.write(labels, classes, nrrd)),
  seg: async ({ classes }, labels, { files, channel }) => {
    if (!isDicom(files)) fail('serve', '`as` is seg: a DICOM Segmentation is made of DICOM alone.')
    return file(
      'dcm',
      'application/dicom',
      await dicomSegWriter.write(labels, classes, { source: files, channel }),
    )
  },
}

function file(ending: string, type: string, bytes: Uint8Array): MadeFile {
  return { name: `labels.${ending}`, type, bytes }
}
