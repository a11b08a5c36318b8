import { fits } from '@spad/core'
import { noiseScheduleParts, samplerParts } from '@spad/scheduler'
import { denoiserTable } from './denoiser-table.js'
import { ensemblePart } from './ensemble.js'
import { maskUnet } from './mask-unet.js'
import { type ModelParts } from './model-part-builder.js'
import { plainUnet } from './plain-unet.js'
import { unet } from './unet.js'

/** The parts of this project's models: who only segments is spared the rest. */
export const modelParts: ModelParts = {
  denoisers: /* @__PURE__ */ denoiserTable([unet, maskUnet, plainUnet, ensemblePart]),
  noiseSchedules: noiseScheduleParts,
  samplers: samplerParts,
  fits,
}
