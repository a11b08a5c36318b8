import { join } from 'node:path'
import {
  type LabelClass,
  type LabelVolume,
  type NamedFile,
  sliceLabels,
  type Slicing,
} from '@spad/core'
import { dicomSegWriter, niftiWriter, segNrrdWriter } from '@spad/formats'
import type { LabelFormat } from '../config/scan-shape.js'
import { encodeLabelMap } from '../images/encode-png.js'
import { writeAtomically } from '../files/atomic.js'

/** Where labels go. */
export interface LabelTarget {
  readonly out: string
  readonly name: string
  readonly format: LabelFormat
  /** Faults that are accepted; `tilt` writes a sheared grid as NIfTI. */
  readonly allow: readonly string[]
}

/** What the labels are of. */
export interface LabelOrigin {
  readonly classes: readonly LabelClass[]
  readonly slicing: Slicing
  /** Those of the scan; a DICOM-SEG refers to them. */
  readonly files: readonly NamedFile[]
  /** Which of several times or echoes of them was segmented. */
  readonly channel?: number | undefined
}

const ENDINGS = { nifti: niftiWriter.extension, nrrd: segNrrdWriter.extension, 'dicom-seg': '.dcm' }

/** The file that is written last. */
export function labelFile({ out, name, format }: LabelTarget): string {
  return format === 'png'
    ? join(out, `${name}_labels`, 'slice_0001.png')
    : join(out, `${name}_labels${ENDINGS[format]}`)
}

/** Writes a label volume: one file, or a folder with a PNG for each slice. */
export async function writeLabels(
  target: LabelTarget,
  labels: LabelVolume,
  origin: LabelOrigin,
): Promise<void> {
  if (target.format === 'png') await writeSlices(target, labels, origin)
  else await writeAtomically(labelFile(target), await encode(target, labels, origin))
}

async function encode(
  { format, allow }: LabelTarget,
  labels: LabelVolume,
  { classes, files, channel }: LabelOrigin,
): Promise<Uint8Array> {
  if (format === 'nrrd') return await segNrrdWriter.write(labels, classes)
  if (format === 'dicom-seg')
    return await dicomSegWriter.write(labels, classes, { source: files, channel })
  return await niftiWriter.write(labels, classes, { allow })
}

/** The last slice first, so that where the first one is, the others are. */
async function writeSlices(
  { out, name }: LabelTarget,
  { data }: LabelVolume,
  { classes, slicing }: LabelOrigin,
): Promise<void> {
  for (let slice = slicing.slices - 1; slice >= 0; slice--) {
    const file = `slice_${String(slice + 1).padStart(4, '0')}.png`
    const png = await encodeLabelMap(sliceLabels(slicing, data, slice), classes)
    await writeAtomically(join(out, `${name}_labels`, file), png)
  }
}
