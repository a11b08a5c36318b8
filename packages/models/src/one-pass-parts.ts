import type { ModelParts } from './model-part-builder.js'
import { convolutionalUnet } from './unet.js'

/** The parts of a model of convolutions that answers in one pass, the least that a page can do with. */
export const onePassParts: ModelParts = {
  denoisers: {
    unet: (config, random) => convolutionalUnet.read(config, {}, random),
  },
  noiseSchedules: {},
  samplers: {},
}
