import {
  type BackendReport,
  backendNames,
  backendsFor,
  useBackend,
  type UseBackendOptions,
} from './use-backend.js'
import type { TrainingParts } from '../config/training-parts.js'

/** What `--backend` says of itself. */
export function backendHelp(otherwise: string): string {
  const names = ['auto', ...backendNames]
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''} (default: ${otherwise})`
}

export interface BackendChoice {
  readonly backend: string
  readonly threads?: number | undefined
}

/** @throws SpadError if neither this project nor the parts have a backend of that name. */
export function checkBackend(name: string, { backends }: Pick<TrainingParts, 'backends'>): void {
  backendsFor(name, built(backends))
}

/** Starts the backend that was asked for, one of the parts' own among them. */
export function startBackend(
  { backend, threads }: BackendChoice,
  { backends }: Pick<TrainingParts, 'backends'>,
  onLost?: UseBackendOptions['onLost'],
): Promise<BackendReport> {
  return useBackend(backend, {
    ...(threads === undefined ? {} : { threads }),
    ...(onLost ? { onLost } : {}),
    backends: built(backends),
  })
}

function built(backends: TrainingParts['backends']) {
  return Object.entries(backends).map(([type, make]) => make({ type }))
}
