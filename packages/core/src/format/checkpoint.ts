import { fail } from '../support/errors.js'
import type { TrainState } from '../training/train-options.js'
import { encodeTensors } from './encode-tensors.js'
import { isObject } from '../support/is-object.js'
import { checkVersion, jsonFile, type JsonObject, readJsonFile } from './json-file.js'
import type { ReadFile, SavedFile } from './saved-file.js'
import { makeShards } from './make-shards.js'
import { checkSeal, SEALED, sealOf } from './sealed.js'
import { parseShards, readShards } from './shards.js'
import { decodeTensors, parseSpecs } from './tensor-data.js'

const FILE = 'checkpoint.json'
const VERSION = SEALED

/** What a checkpoint's files hold. */
export interface Checkpoint {
  readonly state: TrainState
  /** What the writer added: configuration, best validation so far and the like. */
  readonly extra: JsonObject
}

/**
 * A training's state as files, exact to the bit.
 *
 * The last one, `checkpoint.json`, names the others, whose names hold the step. So whoever writes
 * them in order, `checkpoint.json` by renaming, and then removes the shards of earlier steps, always
 * leaves one whole checkpoint behind.
 *
 * @param extra Anything that JSON can hold.
 */
export async function encodeCheckpoint(
  state: TrainState,
  extra: JsonObject = {},
): Promise<SavedFile[]> {
  const { tensors, ...rest } = state
  const named = Object.entries(tensors).map(
    ([name, data]) => [name, { shape: [data.length], data }] as const,
  )
  const { bytes, specs } = encodeTensors(Object.fromEntries(named))
  const { files, infos } = await makeShards(
    bytes,
    (i, n) => `checkpoint-step${state.step}-shard${i}of${n}.bin`,
  )
  const content = { format: 'spad-checkpoint', formatVersion: VERSION, state: rest, extra }
  const json = { ...content, weights: specs, shards: infos }
  const plain = JSON.parse(JSON.stringify(json)) as JsonObject
  return [...files, jsonFile(FILE, { ...plain, seal: await sealOf(plain) })]
}

/**
 * Reads what {@link encodeCheckpoint} made.
 *
 * @throws SpadError if a file is missing, cut, damaged, not a checkpoint's, or of a newer format.
 */
export async function decodeCheckpoint(read: ReadFile): Promise<Checkpoint> {
  const content = await readJsonFile(read, FILE)
  if (content.format !== 'spad-checkpoint')
    fail('core', `\`${FILE}\` has format ${JSON.stringify(content.format)}: it is no checkpoint.`)
  checkVersion(content.formatVersion, { file: FILE, what: 'checkpoint', version: VERSION })
  const { seal, ...sealed } = content
  const { state, extra } = sealed
  if (!isObject(state) || !isObject(extra))
    return fail('core', `\`${FILE}\` lacks \`state\` or \`extra\`: it is damaged.`)
  checkState(state)
  const shards = parseShards(content.shards, FILE)
  const bytes = shards.reduce((total, shard) => total + shard.bytes, 0)
  const specs = parseSpecs(content.weights, FILE, bytes)
  if ((content.formatVersion as number) >= SEALED) await checkSeal(sealed, seal, FILE)
  const decoded = decodeTensors(await readShards(read, shards), specs)
  const tensors = Object.fromEntries(
    Object.entries(decoded).map(([name, { data }]) => [name, data]),
  )
  return { state: { ...(state as unknown as TrainState), tensors }, extra }
}

function checkState(state: JsonObject): void {
  for (const name of ['step', 'seed'])
    if (!Number.isSafeInteger(state[name]) || (state[name] as number) < 0)
      fail('core', `\`${FILE}\` lacks the state's \`${name}\`: it is damaged.`)
  const { measured = {} } = state
  if (!isObject(measured) || !Object.values(measured).every(Number.isFinite))
    fail('core', `\`measured\` in \`${FILE}\` holds something that is no number: it is damaged.`)
}
