import { fail } from '../errors.js'
import { checkVersion, isObject, jsonFile, type JsonObject, readJsonFile } from './json-file.js'
import type { ReadFile, SavedFile } from './saved-file.js'
import { makeShards, parseShards, readShards } from './shards.js'
import {
  decodeTensors,
  encodeTensors,
  parseSpecs,
  type StoredType,
  type TensorData,
} from './tensor-data.js'

const FILE = 'model.json'
const FORMAT = 'spad-model'
const VERSION = 1

/** Weights on the host and all that is known about them. */
export interface ModelContent {
  readonly weights: Readonly<Record<string, TensorData>>
  /** Anything that JSON can hold. */
  readonly metadata: JsonObject
}

/**
 * A model as a tfjs model: `model.json` (tf.io.ModelJSON, whose `weightsManifest` tfjs's own tools
 * read) and shards of 4 MB. Metadata and checksums are under `userDefinedMetadata.spad`.
 *
 * @param type How weights are stored; float16 halves the files.
 * @throws SpadError if a weight does not fit into float16.
 */
export async function encodeModel(
  { weights, metadata }: ModelContent,
  type: StoredType = 'float32',
): Promise<SavedFile[]> {
  const { bytes, specs } = encodeTensors(weights, type)
  const { files, infos } = await makeShards(bytes, (i, n) => `group1-shard${i}of${n}.bin`)
  const json = {
    format: FORMAT,
    generatedBy: 'spad',
    convertedBy: null,
    modelTopology: {},
    weightsManifest: [{ paths: infos.map(({ name }) => name), weights: specs }],
    userDefinedMetadata: { spad: { formatVersion: VERSION, shards: infos, ...metadata } },
  }
  return [...files, jsonFile(FILE, json)]
}

/**
 * Reads what {@link encodeModel} made.
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
  const { formatVersion, shards: listed, ...metadata } = user
  checkVersion(formatVersion, { file: FILE, what: 'model', version: VERSION })
  const shards = parseShards(listed, FILE)
  const bytes = shards.reduce((total, shard) => total + shard.bytes, 0)
  const groups: unknown[] = Array.isArray(json.weightsManifest) ? json.weightsManifest : []
  const group = isObject(groups[0]) ? groups[0] : {}
  const specs = parseSpecs(group.weights, FILE, bytes)
  return { weights: decodeTensors(await readShards(read, shards), specs), metadata }
}
