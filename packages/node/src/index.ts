export {
  type BackendListing,
  listBackends,
  type ListBackendsOptions,
} from './backend/list-backends.js'
export {
  backendNames,
  type BackendReport,
  useBackend,
  type UseBackendOptions,
} from './backend/use-backend.js'
export {
  backendBeside,
  engineNames,
  type EngineName,
  type EngineOptions,
  useEngine,
} from './backend/use-engine.js'
export type { TrainingParts } from './config/training-parts.js'
export { loadParts } from './config/load-parts.js'
export { prepareOf } from './config/prepare-of.js'
export {
  type AskedWindows,
  parseWindows,
  WINDOW_RULE,
  windowsByName,
} from './config/scan-windows.js'
export { type ResolvedConfig } from './config/resolve-config.js'
export { resolveTraining } from './config/resolve-training.js'
export { checkDataset, type CheckDatasetOptions } from './data/check-dataset.js'
export type { CaseFiles } from './data/case-files.js'
export { datasetParts } from './data/dataset-parts.js'
export { openData } from './data/open-data.js'
export { type FolderDataset, openDataset } from './data/open-dataset.js'
export type { OpenDatasetOptions, OpenedDataset, Split } from './data/opened-dataset.js'
export { readImage, type ReadImageOptions } from './data/read-image.js'
export type { Splits } from './data/splits.js'
export type { ClassSurvey, PerSplit, Survey } from './data/survey.js'
export { dicomWebAddress, fetchSeriesAlone, isUid } from './dicomweb/dicomweb.js'
export { colorMap, pickChannel } from './images/color-map.js'
export { encodeLabelMap, encodePng } from './images/encode-png.js'
export { montage, type MontageOptions } from './images/montage.js'
export { overlay, type OverlayOptions } from './images/overlay.js'
export {
  writeGray,
  type WriteGrayOptions,
  writeLabelMap,
  writeOverlay,
} from './images/write-images.js'
export type { QueueOptions } from './jobs/queue.js'
export { openQueue } from './jobs/open-queue.js'
export {
  FinalFailure,
  NotNow,
  type ProcessOptions,
  type Queue,
  type Task,
  type TaskState,
  type TaskStatus,
} from './jobs/queue.js'
export { installNative, type InstallNativeOptions } from './native/install-native.js'
export type { RunCheckpoint } from './run/checkpoint.js'
export {
  createSegmenter,
  type NodeSegmenter,
  type SegmenterOptions,
} from './segmenting/create-segmenter.js'
export {
  evaluateModel,
  type EvaluateOptions,
  type Evaluation,
} from './segmenting/evaluate-model.js'
export type { MetricsRecord } from './run/metrics-record.js'
export { type LoadedModel, loadModelFrom, saveModelTo } from './run/model-files.js'
export { openRun, type Run } from './run/open-run.js'
export type { RunBook } from './run/run-book.js'
export {
  readInThreads,
  type ReadInThreadsOptions,
  type ThreadedReading,
} from './workers/read-in-threads.js'
export {
  type GradientWorkers,
  type GradientWorkersOptions,
  startGradientWorkers,
} from './workers/gradient-workers.js'
