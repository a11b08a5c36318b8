export { channelNames } from './channel-names.js'
export { countParameters, type MultiplyAdds, multiplyAdds } from './cost.js'
export { denoiserTable } from './denoiser-table.js'
export { createModel, type CreateModelOptions } from './create-model.js'
export { loadModel, type LoadModelOptions } from './load-model.js'
export { maskUnet, type MaskUnetOptions } from './mask-unet.js'
export { configOfModel, type DiffusionConfig, type ModelConfig } from './model-config.js'
export {
  type DenoiserFactory,
  type ModelPartBuilder,
  modelPartBuilder,
  type ModelParts,
} from './model-part-builder.js'
export { modelParts } from './model-parts.js'
export { onePassParts } from './one-pass-parts.js'
export { type PartBuilder, partBuilder, parts, type Parts } from './parts.js'
export { plainUnet, type PlainUnetOptions } from './plain-unet.js'
export { plainPresets, type PresetName, presets } from './presets.js'
export { type ModelMetadata, type ReadModel, readModel, restoreModel } from './read-model.js'
export {
  type Recipe,
  recipe,
  type RecipeName,
  type RecipeOptions,
  type TrainingDefaults,
} from './recipes.js'
export { saveModel, type SaveModelOptions } from './save-model.js'
export { type ShippedModelName, shippedModels } from './shipped-models.js'
export { unet, type UnetOptions } from './unet.js'
export { ensemble } from './ensemble.js'
export { joinModels } from './join-models.js'
