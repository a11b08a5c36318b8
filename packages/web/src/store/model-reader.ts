import type { ReadFile, SavedFile } from '@spad/core'
import { cachedReader } from './cached-reader.js'
import type { SegmenterOptions } from '../segmenter/segmenter.js'
import { isStored, storedName } from './stored-address.js'
import { urlReader } from './url-reader.js'

/** Reads a model's files from where its address says. */
export async function modelReader(options: SegmenterOptions): Promise<ReadFile> {
  const { model, cache = true } = options
  if (isStored(model)) {
    const { readStoredModel } = await import('./stored-models.js')
    return fileReader(await readStoredModel(storedName(model)))
  }
  const read = urlReader(model, options)
  // browsers have a Cache only where the page came over https or from localhost
  if (cache === false || !('caches' in globalThis)) return read
  const store = await caches.open(cache === true ? 'spad-models' : cache)
  return cachedReader(read, store, new URL(model, location.href).href)
}

/** Reads each file once and keeps it, so that a model can be built again without a request. */
export function remembered(read: ReadFile): ReadFile {
  const files = new Map<string, Promise<Uint8Array>>()
  return (name) => {
    const file = files.get(name) ?? read(name)
    files.set(name, file)
    return file
  }
}

/** Reads files that are in memory. */
export function fileReader(files: readonly SavedFile[]): ReadFile {
  return (name) => {
    const file = files.find((each) => each.name === name)
    return file
      ? Promise.resolve(file.data)
      : Promise.reject(new Error('it is not among the files'))
  }
}
