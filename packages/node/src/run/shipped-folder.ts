import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { shippedModels } from '@spad/models'

/** The folder of a model that comes with `@spad/models`; `undefined` if none of them has that name. */
export function shippedFolder(name: string): string | undefined {
  if (!Object.hasOwn(shippedModels, name)) return undefined
  const { resolve } = createRequire(import.meta.url)
  return dirname(resolve(`@spad/models/weights/${name}/model.json`))
}
