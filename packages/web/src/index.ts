export type { BackendName, WasmPaths } from './backends/candidate.js'
export {
  type OverlayOptions,
  type Pixels,
  rasterFromImageData,
  type RasterOptions,
  toImageData,
} from './image-data.js'
export { loadModelFromUrl, type LoadModelFromUrlOptions } from './load-model-from-url.js'
export { segmentImageData, type SegmentImageDataOptions } from './segment-image-data.js'
export { type FetchOptions, type LoadProgress, urlReader } from './url-reader.js'
export {
  type BackendOptions,
  type BackendReport,
  type PassedOver,
  useBackend,
} from './use-backend.js'
