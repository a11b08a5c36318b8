import { fits } from '@spad/core'
import { noiseScheduleParts, samplerParts } from '@spad/scheduler'
import { membersOf, optionsIn } from './denoiser-options.js'
import { ensemble } from './ensemble.js'
import { maskUnet, type MaskUnetOptions } from './mask-unet.js'
import { modelPartBuilder, type ModelParts } from './model-part-builder.js'
import { plainUnet, type PlainUnetOptions } from './plain-unet.js'
import { unet, type UnetOptions } from './unet.js'

/** The parts of this project's models: who only segments is spared the rest. */
export const modelParts: ModelParts = {
  denoisers: {
    unet: (config, random) => unet(optionsIn(config) as UnetOptions, random),
    maskUnet: (config, random) => maskUnet(optionsIn(config) as MaskUnetOptions, random),
    plainUnet: (config, random) => plainUnet(optionsIn(config) as PlainUnetOptions, random),
    ensemble: ({ members, ...shape }, random, build = modelPartBuilder(modelParts)) =>
      ensemble(
        membersOf(members).map((member, i) =>
          build.denoiser({ ...shape, ...member }, random.fork(i)),
        ),
      ),
  },
  noiseSchedules: noiseScheduleParts,
  samplers: samplerParts,
  fits,
}
