import { SLICE_AXES, type SliceAxis } from '@spad/core'
import { z } from 'zod'
import { MAX_CHANNELS } from '../data/channel-files.js'
import { LABEL_FORMATS } from '../config/scan-shape.js'
import { PICTURES } from '../segmenting/pictures.js'

const window = z.strictObject({ center: z.number(), width: z.number().positive() })

const input = z.strictObject({
  file: z.string(),
  name: z.string(),
  /** Where each channel has a file of its own, these. */
  channels: z.tuple([z.string()], z.string()).optional(),
})

const scanFiles = z.strictObject({
  name: z.string(),
  format: z.string(),
  /** Files, or objects in S3 with their checksums. */
  paths: z.array(z.string()).min(1),
})

const scan = scanFiles.extend({
  /** Where each channel is a scan of its own, these. */
  channels: z.tuple([scanFiles], scanFiles).optional(),
  /** How its labels are written. */
  labels: z.enum(LABEL_FORMATS),
})

/** What `spad segment` asks of others. */
export const segmentManifest = z.strictObject({
  version: z.literal(1),
  work: z.literal('segment'),
  /** Where each `model.json` is. */
  models: z.array(z.string()).min(1),
  parts: z.string().optional(),
  options: z.strictObject({
    steps: z.int(),
    ensemble: z.int(),
    scales: z.array(z.number()).readonly().optional(),
    seed: z.int(),
    postprocess: z.boolean(),
  }),
  /** What is made of each image. */
  outputs: z.array(z.enum(PICTURES)).min(1),
  /** What all results are made with; see `digestOfMaking`. */
  making: z.string(),
  out: z.string(),
  /** Whether results that are there already are made again. */
  again: z.boolean(),
  /** Slices on either side that pictures have to hold as channels. */
  neighbours: z.int().optional(),
  /** Images, cut into the pieces of the first indices. */
  chunks: z.array(z.array(input).min(1)),
  /** Scans, each a piece of an index after those. */
  scans: z.array(scan).default([]),
  /** How all scans are looked at. */
  look: z
    .strictObject({
      axis: z.enum(SLICE_AXES as [SliceAxis, ...SliceAxis[]]).optional(),
      /** Of all channels, or of each. */
      window: z.union([window, z.array(window.nullable()).max(MAX_CHANNELS).readonly()]).optional(),
      channel: z.int().min(0).optional(),
      /** Faults that are accepted. */
      allow: z.array(z.string()).default([]),
    })
    .prefault({}),
})

/** Images and scans, cut into pieces. */
export type SegmentManifest = z.output<typeof segmentManifest>

/** A scan of a manifest. */
export type SharedScan = z.output<typeof scan>

/** How many pieces there are. */
export function piecesOf({ chunks, scans }: SegmentManifest): number {
  return chunks.length + scans.length
}
