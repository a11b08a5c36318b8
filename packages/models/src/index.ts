export { createModel, type CreateModelOptions } from './create-model.js'
export type { ModelConfig, PartConfig } from './model-config.js'
export { unet, type UnetOptions } from './unet.js'
