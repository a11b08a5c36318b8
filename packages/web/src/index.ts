export { SpadError } from '@spad/core'
export type { BackendName, WasmPaths } from './backends/candidate.js'
export { createSegmenter } from './create-segmenter.js'
export { downloadFiles } from './download-files.js'
export type { FineTuneEvent, FineTuneOptions } from './fine-tune-options.js'
export {
  type OverlayOptions,
  type Pixels,
  rasterFromImageData,
  type RasterOptions,
  toImageData,
} from './image-data.js'
export { loadModelFromUrl, type LoadModelFromUrlOptions } from './load-model-from-url.js'
export { segmentImageData, type SegmentImageDataOptions } from './segment-image-data.js'
export type {
  LabelledSource,
  MemoryUse,
  Segmenter,
  SegmenterMetadata,
  SegmenterOptions,
  SampledAnswer,
  Samples,
  SegmentSourceOptions,
  Source,
  Timing,
  WebSegmentation,
} from './segmenter.js'
export { deleteStoredModel, storedModels, storeModel } from './stored-models.js'
export type { MeasuredClass, VolumeOptions, VolumeSegmentation } from './volume-options.js'
export { type FetchOptions, type LoadProgress, urlReader } from './url-reader.js'
export {
  type BackendOptions,
  type BackendReport,
  type PassedOver,
  useBackend,
} from './use-backend.js'
