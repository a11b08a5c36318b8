import { checkNumber } from '../support/check.js'
import { fail } from '../support/errors.js'
import { isObject } from '../support/is-object.js'
import { type ReadFile, readWhole, sha256 } from './saved-file.js'

/** How a shard must be when it is read again. */
export interface ShardInfo {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

/** Far more than any model or checkpoint has; so many would be asked for and kept. */
const MOST_BYTES = 2 ** 31 - 1
const MOST_FILES = 4096

/**
 * Reads shards and joins them.
 *
 * @throws SpadError that names the first file that is missing, has another length or other content.
 */
export async function readShards(read: ReadFile, infos: readonly ShardInfo[]): Promise<Uint8Array> {
  const joined = new Uint8Array(infos.reduce((total, info) => total + info.bytes, 0))
  let offset = 0
  for (const info of infos) {
    const data = await readWhole(read, info.name)
    await checkShard(data, info)
    joined.set(data, offset)
    offset += data.length
  }
  return joined
}

async function checkShard(data: Uint8Array, { name, bytes, sha256: expected }: ShardInfo) {
  if (data.length !== bytes)
    fail('core', `\`${name}\` has ${data.length} bytes: it must have ${bytes}. Copy it again.`)
  const found = await sha256(data)
  if (found !== expected)
    fail(
      'core',
      `\`${name}\` is damaged: its SHA-256 is ${found} and must be ${expected}. Copy it again.`,
    )
}

/**
 * The shards that a JSON file lists.
 *
 * @throws SpadError if the list is none, or names a file outside the folder.
 */
export function parseShards(list: unknown, file: string): ShardInfo[] {
  if (!Array.isArray(list)) return fail('core', `\`${file}\` lists no weight files: it is damaged.`)
  const shards = list.map((item: unknown) => {
    const { name, bytes, sha256 } = isObject(item) ? item : {}
    if (typeof name !== 'string' || !/^[\w-][\w.-]*$/.test(name))
      fail(
        'core',
        `\`${file}\` names the weight file ${JSON.stringify(name)}: it must be a plain name.`,
      )
    if (!Number.isInteger(bytes) || (bytes as number) < 0 || typeof sha256 !== 'string')
      fail('core', `\`${file}\` lacks the length or checksum of \`${name}\`: it is damaged.`)
    return item as ShardInfo
  })
  const total = shards.reduce((sum, shard) => sum + shard.bytes, 0)
  checkNumber('core', `${file}: bytes of weights`, total, { max: MOST_BYTES })
  checkNumber('core', `${file}: weight files`, list.length, { max: MOST_FILES })
  return shards
}
