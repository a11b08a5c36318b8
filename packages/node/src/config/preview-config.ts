import { z } from 'zod'
import { trainSchema } from './train-config.js'

/** Every option of `spad preview`; those of `spad train` may stand in its config file as well. */
export const previewSchema = z.strictObject({
  ...trainSchema.shape,
  case: z.string().min(1),
})
