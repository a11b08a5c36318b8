import { type BackendName, createSegmenter, type Segmenter } from '@spad/web'
import { addressOf, type ModelEntry } from './model-list.js'

/** What a model was loaded for. */
export interface Wanted {
  readonly entry: ModelEntry
  readonly backend: BackendName | 'auto'
}

/** A model that is ready. */
export interface LoadedModel extends Wanted {
  readonly segmenter: Segmenter
  isFor(wanted: Wanted): boolean
}

/** Where the page's server keeps tfjs's `.wasm` files. */
const wasmPaths = (): string => new URL('wasm/', document.baseURI).href

/** Loads a model in a worker of its own. */
export async function loadedModel(
  wanted: Wanted,
  options: { signal?: AbortSignal; onProgress?: (share: number) => void } = {},
): Promise<LoadedModel> {
  const { entry, backend } = wanted
  const { signal, onProgress } = options
  const arrived = new Map<string, number>()
  const segmenter = await createSegmenter({
    model: addressOf(entry),
    backend,
    wasmPaths: wasmPaths(),
    ...(signal && { signal }),
    onProgress: ({ file, loaded }) => {
      arrived.set(file, loaded)
      const bytes = [...arrived.values()].reduce((sum, each) => sum + each, 0)
      onProgress?.(Math.min(1, bytes / entry.bytes))
    },
  })
  return {
    ...wanted,
    segmenter,
    isFor: (other) => other.entry.id === entry.id && other.backend === backend,
  }
}
