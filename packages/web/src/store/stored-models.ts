import { fail, type SavedFile } from '@spad/core'
import { createStore, del, get, keys, set, type UseStore } from 'idb-keyval'

/** Keeps a model's files in the browser (IndexedDB); `indexeddb://NAME` is then its address. */
export async function storeModel(name: string, files: readonly SavedFile[]): Promise<void> {
  await set(name, files, models())
}

/** The names of the models that are kept in this browser. */
export async function storedModels(): Promise<string[]> {
  return keys(models())
}

/** Removes a model from the browser; one that is not there is no error. */
export async function deleteStoredModel(name: string): Promise<void> {
  await del(name, models())
}

/** @throws SpadError if no model of this name is kept. */
export async function readStoredModel(name: string): Promise<readonly SavedFile[]> {
  const files = await get<readonly SavedFile[]>(name, models())
  if (files) return files
  const known = (await storedModels()).join(', ') || 'none'
  return fail('web', `\`model\` is indexeddb://${name}: no such model is stored (there: ${known}).`)
}

function models(): UseStore {
  return createStore('spad', 'models')
}
