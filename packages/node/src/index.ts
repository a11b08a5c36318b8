export type { BackendName, UseBackendOptions } from './backend/backend-starter.js'
export {
  type BackendListing,
  listBackends,
  type ListBackendsOptions,
} from './backend/list-backends.js'
export { backendNames, type BackendReport, useBackend } from './backend/use-backend.js'
export { checkDataset, type CheckDatasetOptions } from './data/check-dataset.js'
export type { CaseFiles } from './data/list-cases.js'
export {
  type FolderDataset,
  openDataset,
  type OpenDatasetOptions,
  type Split,
} from './data/open-dataset.js'
export { readImage, type ReadImageOptions } from './data/read-image.js'
export type { Splits } from './data/splits.js'
