import { SLICE_AXES, type SliceAxis, type Window } from '@spad/core'
import type { Command } from 'commander'
import { z } from 'zod'
import { ALLOW_HELP } from './allow.js'
import { collect } from './options.js'

/** How the labels of a scan are written. */
const FORMATS = ['png', 'nifti', 'nrrd', 'dicom-seg'] as const
export type LabelFormat = (typeof FORMATS)[number]

/** Options of `spad segment` that are for scans. */
export const scanShape = {
  format: z.enum(FORMATS).optional(),
  axis: z.enum(SLICE_AXES as [SliceAxis, ...SliceAxis[]]).optional(),
  window: z
    .string()
    .transform((text) => text.split(',').map(Number))
    .pipe(
      z.tuple([z.number(), z.number().positive()], {
        error: 'must be a centre and a width above 0, such as 40,400',
      }),
    )
    .transform(([center, width]): Window => ({ center, width }))
    .optional(),
  allow: z
    .array(z.string())
    .transform((given) => given.flatMap((one) => one.split(',').map((name) => name.trim())))
    .default([]),
}

/** Adds those options. */
export function withScans(command: Command): Command {
  return command
    .option(
      '--format <name>',
      'labels of scans as png, nifti, nrrd or dicom-seg (default: dicom-seg for DICOM, else nifti)',
    )
    .option(
      '--axis <name>',
      'slices of scans: axial, coronal or sagittal (default: as the scan was taken)',
    )
    .option(
      '--window <center,width>',
      'the values of a scan to look at, such as 40,400 (default: by modality)',
    )
    .option('--allow <fault>', ALLOW_HELP, collect)
    .option('--from <url>', 'a DICOMweb server that has the study, instead of inputs')
    .option('--study <uid>', 'the StudyInstanceUID there')
    .option('--to <url>', 'a DICOMweb server that the segmentations are stored on')
}
