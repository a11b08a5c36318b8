export { SpadError } from '@spad/core'
export type { BackendName, WasmPaths } from './backends/candidate.js'
export { createSegmenter } from './create-segmenter.js'
export { downloadFiles } from './store/download-files.js'
export type { FineTuneEvent, FineTuneOptions } from './segmenter/fine-tune-options.js'
export {
  type OverlayOptions,
  type Pixels,
  rasterFromImageData,
  type RasterOptions,
  toImageData,
} from './sources/image-data.js'
export { loadModelFromUrl, type LoadModelFromUrlOptions } from './store/load-model-from-url.js'
export {
  segmentImageData,
  type SegmentImageDataOptions,
} from './segmenter/page/segment-image-data.js'
export type { Timing } from './segmenter/timing.js'
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
  WebSegmentation,
} from './segmenter/segmenter.js'
export { deleteStoredModel, storedModels, storeModel } from './store/stored-models.js'
export type {
  MeasuredClass,
  VolumeOptions,
  VolumeSegmentation,
} from './segmenter/volume-options.js'
export { type FetchOptions, type LoadProgress, urlReader } from './store/url-reader.js'
export {
  type BackendOptions,
  type BackendReport,
  type PassedOver,
  useBackend,
} from './backends/use-backend.js'
