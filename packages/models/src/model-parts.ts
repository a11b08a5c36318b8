import { noiseScheduleParts, samplerParts } from '@spad/scheduler'
import { optionsIn } from './denoiser-options.js'
import { maskUnet, type MaskUnetOptions } from './mask-unet.js'
import type { ModelParts } from './model-part-builder.js'
import { plainUnet, type PlainUnetOptions } from './plain-unet.js'
import { unet, type UnetOptions } from './unet.js'

/** The parts of this project's models: who only segments is spared the rest. */
export const modelParts: ModelParts = {
  denoisers: {
    unet: (config, random) => unet(optionsIn(config) as UnetOptions, random),
    maskUnet: (config, random) => maskUnet(optionsIn(config) as MaskUnetOptions, random),
    plainUnet: (config, random) => plainUnet(optionsIn(config) as PlainUnetOptions, random),
  },
  noiseSchedules: noiseScheduleParts,
  samplers: samplerParts,
}
