import { SLICE_AXES, type SliceAxis, type Window } from '@spad/core'
import { z } from 'zod'

/** How the labels of a scan are written. */
export const LABEL_FORMATS = ['png', 'nifti', 'nrrd', 'dicom-seg'] as const
export type LabelFormat = (typeof LABEL_FORMATS)[number]

/** Options of `spad segment` that are for scans. */
export const scanShape = {
  format: z.enum(LABEL_FORMATS).optional(),
  axis: z.enum(SLICE_AXES as [SliceAxis, ...SliceAxis[]]).optional(),
  window: z
    .string()
    .refine((text) => parseWindow(text) !== undefined, {
      error: 'must be a centre and a width above 0, such as 40,400',
    })
    .transform(parseWindow)
    .optional(),
  channel: z.int().min(0).optional(),
  allow: z
    .array(z.string())
    .transform((given) => given.flatMap((one) => one.split(',').map((name) => name.trim())))
    .default([]),
}

/** Reads `40,400`; `undefined` if it is none. */
export function parseWindow(text: string): Window | undefined {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)))
  const [center = NaN, width = NaN] = numbers
  const sound = numbers.length === 2 && numbers.every(Number.isFinite) && width > 0
  return sound ? { center, width } : undefined
}
