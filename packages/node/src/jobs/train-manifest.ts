import { z } from 'zod'

/** What `spad cross-validate` asks of others. */
export const trainManifest = z.strictObject({
  version: z.literal(1),
  work: z.literal('train'),
  parts: z.string().optional(),
  /** What all weights are made with; see `digestOfTraining`. */
  making: z.string(),
  /** The folder that the runs lie in. */
  out: z.string(),
  /** Each with what it is called and its options of `spad train`. */
  runs: z
    .array(z.strictObject({ name: z.string(), config: z.record(z.string(), z.unknown()) }))
    .min(1),
})

/** Trainings, of which each validates on cases that the others train on. */
export type TrainManifest = z.output<typeof trainManifest>
