import { encodeTensors } from './encode-tensors.js'
import { jsonFile, type JsonObject } from './json-file.js'
import { makeShards } from './make-shards.js'
import { FILE, FORMAT, type ModelContent, sealedPart, VERSION } from './model-file.js'
import type { SavedFile } from './saved-file.js'
import { sealOf } from './sealed.js'
import type { StoredType } from './tensor-data.js'

/**
 * A model as a tfjs model: `model.json` (tf.io.ModelJSON, whose `weightsManifest` tfjs's own tools
 * read) and shards of 4 MB. Metadata and checksums are under `userDefinedMetadata.spad`, a
 * checksum of the whole JSON too.
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
  const given = JSON.parse(JSON.stringify(metadata)) as JsonObject
  const spad = { formatVersion: VERSION, ...given, shards: infos }
  const json = {
    format: FORMAT,
    generatedBy: 'spad',
    convertedBy: null,
    modelTopology: {},
    weightsManifest: [{ paths: infos.map(({ name }) => name), weights: specs }],
    userDefinedMetadata: { spad },
  }
  const seal = await sealOf(json)
  return [...files, jsonFile(FILE, sealedPart(json, { ...spad, seal }))]
}
