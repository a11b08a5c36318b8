import { z } from 'zod'
import { PICTURES } from '../segmenting/pictures.js'

const input = z.strictObject({
  file: z.string(),
  name: z.string(),
  /** Where each channel has a file of its own, these. */
  channels: z.tuple([z.string()], z.string()).optional(),
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
  chunks: z.array(z.array(input).min(1)),
})

/** Images that are cut into chunks. */
export type SegmentManifest = z.output<typeof segmentManifest>
