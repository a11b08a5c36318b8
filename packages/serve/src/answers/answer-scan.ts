import { fail, type LabelVolume, type Model, type NamedFile, segmentTogether } from '@spad/core'
import { dicomSegWriter, niftiWriter, readerOf, readScan, segNrrdWriter } from '@spad/formats'
import type { Answer, MadeFile, Question, VolumeFormat } from '../children/messages.js'
import { slicesOf } from './slices-of.js'

type ScanQuestion = Extract<Question, { kind: 'scan' }>

/** Slices that go through the network in one pass. */
const TOGETHER = 8

/**
 * Segments each slice of a scan and writes the labels on its grid: a DICOM Segmentation for DICOM, NIfTI
 * for others, unless another format is asked for.
 *
 * @throws SpadError if the files are no scan, or its channels are not the model's.
 */
export async function answerScan(model: Model, { files, format }: ScanQuestion): Promise<Answer> {
  const scan = await readScan(files)
  const slices = slicesOf(scan)
  const [width, height] = scan.grid.size
  const data = new Uint8Array(width * height * slices.length)
  for (let from = 0; from < slices.length; from += TOGETHER) {
    const some = slices.slice(from, from + TOGETHER)
    const made = await segmentTogether(model, some, { labelsOnly: some.map(() => true) })
    made.forEach(({ labels }, i) => {
      data.set(labels.data, (from + i) * width * height)
    })
  }
  const asked = format ?? (isDicom(files) ? 'seg' : 'nifti')
  return { kind: 'files', files: [await write[asked](model, { data, grid: scan.grid }, files)] }
}

function isDicom(files: readonly NamedFile[]): boolean {
  return files.every((file) => readerOf(file)?.name === 'dicom')
}

type Write = (model: Model, labels: LabelVolume, source: readonly NamedFile[]) => Promise<MadeFile>

const write: Record<VolumeFormat, Write> = {
  nifti: async ({ classes }, labels) =>
    file('nii.gz', 'application/gzip', await niftiWriter.write(labels, classes)),
  nrrd: async ({ classes }, labels) =>
    file('seg.nrrd', 'application/octet-stream', await segNrrdWriter.write(labels, classes)),
  seg: async ({ classes }, labels, source) => {
    if (!isDicom(source)) fail('serve', '`as` is seg: a DICOM Segmentation is made of DICOM alone.')
    return file('dcm', 'application/dicom', await dicomSegWriter.write(labels, classes, { source }))
  },
}

function file(ending: string, type: string, bytes: Uint8Array): MadeFile {
  return { name: `labels.${ending}`, type, bytes }
}
