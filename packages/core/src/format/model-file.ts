import { fail } from '../support/errors.js'
import { isObject } from '../support/is-object.js'
import { checkVersion, type JsonObject, readJsonFile } from './json-file.js'
import type { ReadFile } from './saved-file.js'
import { parseShards, readShards } from './shards.js'
import { checkSeal, SEALED } from './sealed.js'
import { decodeTensors, parseSpecs, type TensorData } from './tensor-data.js'

export const FILE = 'model.json'
export const FORMAT = 'spad-model'
export const VERSION = SEALED

/** Weights on the host and all that is known about them. */
export interface ModelContent {
  readonly weights: Readonly<Record<string, TensorData>>
  /** Anything that JSON can hold. */
  readonly metadata: JsonObject
}

/**
 * Reads what `encodeModel` made.
 *
 * @throws SpadError if a file is missing, cut, damaged, not a model's, or of a newer format.
 */
export async function decodeModel(read: ReadFile): Promise<ModelContent> {
  const json = await readJsonFile(read, FILE)
  const user = isObject(json.userDefinedMetadata) ? json.userDefinedMetadata.spad : undefined
  if (json.format !== FORMAT || !isObject(user))
    return fail(
      'core',
      `\`${FILE}\` has format ${JSON.stringify(json.format)}: it must be "${FORMAT}". ` +
        'Only models that this project saved can be read.',
    )
  const { formatVersion, shards: listed, seal, ...metadata } = user
  checkVersion(formatVersion, { file: FILE, what: 'model', version: VERSION })
  const shards = parseShards(listed, FILE)
  const bytes = shards.reduce((total, shard) => total + shard.bytes, 0)
  const groups: unknown[] = Array.isArray(json.weightsManifest) ? json.weightsManifest : []
  const group = isObject(groups[0]) ? groups[0] : {}
  const specs = parseSpecs(group.weights, FILE, bytes)
  if ((formatVersion as number) >= SEALED)
    await checkSeal(sealedPart(json, { formatVersion, ...metadata, shards: listed }), seal, FILE)
  return { weights: decodeTensors(await readShards(read, shards), specs), metadata }
}

/** What a model's digest is of: all of its JSON but the digest itself. */
export function sealedPart(json: JsonObject, spad: JsonObject): JsonObject {
  const user = isObject(json.userDefinedMetadata) ? json.userDefinedMetadata : {}
  return { ...json, userDefinedMetadata: { ...user, spad } }
}
