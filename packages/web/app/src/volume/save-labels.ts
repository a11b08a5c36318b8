import { downloadFiles } from '@spad/web'
import type { VolumeState } from './volume-state.js'

export type LabelFormat = 'nifti' | 'nrrd' | 'dicom-seg'

/** Hands the labels to the visitor. A DICOM-SEG refers to the images it is of, and so needs theirs. */
export async function saveLabels(
  { answer, channel }: VolumeState,
  format: LabelFormat,
): Promise<void> {
  if (!answer.value) return
  const { of, found, model } = answer.value
  const { dicomSegWriter, niftiWriter, segNrrdWriter } = await import('@spad/formats')
  const { labels } = found
  const written = {
    nifti: () => niftiWriter.write(labels, model.classes),
    nrrd: () => segNrrdWriter.write(labels, model.classes),
    'dicom-seg': () =>
      dicomSegWriter.write(labels, model.classes, { source: of.files, channel: channel.value }),
  }
  const writers = { nifti: niftiWriter, nrrd: segNrrdWriter, 'dicom-seg': dicomSegWriter }
  const name = `${stem(of.files.length > 2 ? 'series' : of.name)}_labels${writers[format].extension}`
  downloadFiles([{ name, data: await written[format]() }])
}

const stem = (name: string): string =>
  name.replace(/(\.(nii|nrrd|nhdr|hdr|img|mha|mhd|dcm))?(\.gz)?$/i, '').replace(/\W+/g, '-')
