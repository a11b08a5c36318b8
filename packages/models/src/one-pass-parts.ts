import { optionsIn } from './denoiser-options.js'
import type { ModelParts } from './model-part-builder.js'
import { convolutionalUnet, type UnetOptions } from './unet.js'

/** The parts of a model of convolutions that answers in one pass, the least that a page can do with. */
export const onePassParts: ModelParts = {
  denoisers: {
    unet: (config, random) => convolutionalUnet(optionsIn(config) as UnetOptions, random),
  },
  noiseSchedules: {},
  samplers: {},
}
