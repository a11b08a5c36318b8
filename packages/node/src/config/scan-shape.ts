import { SLICE_AXES, type SliceAxis } from '@spad/core'
import { z } from 'zod'
import { MAX_CHANNELS } from '../data/channel-files.js'
import { parseWindows, WINDOW_RULE } from './scan-windows.js'

/** How the labels of a scan are written. */
export const LABEL_FORMATS = ['png', 'nifti', 'nrrd', 'dicom-seg'] as const
export type LabelFormat = (typeof LABEL_FORMATS)[number]

/** Options of `spad segment` that are for scans. */
export const scanShape = {
  format: z.enum(LABEL_FORMATS).optional(),
  axis: z.enum(SLICE_AXES as [SliceAxis, ...SliceAxis[]]).optional(),
  window: z
    .union([z.string(), z.array(z.string()).max(MAX_CHANNELS)], { error: `must be ${WINDOW_RULE}` })
    .refine((texts) => parseWindows(texts) !== undefined, { error: `must be ${WINDOW_RULE}` })
    .transform(parseWindows)
    .optional(),
  channel: z.int().min(0).optional(),
  allow: z
    .array(z.string())
    .transform((given) => given.flatMap((one) => one.split(',').map((name) => name.trim())))
    .default([]),
}
