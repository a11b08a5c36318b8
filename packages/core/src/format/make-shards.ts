import { type SavedFile, sha256 } from './saved-file.js'
import type { ShardInfo } from './shards.js'

/** Small enough for a browser's cache, and what tfjs's own tools make. */
const SHARD_BYTES = 4 * 1024 * 1024

/**
 * Cuts bytes into files.
 *
 * @param name Names shard `i` of `n`, both from 1.
 */
export async function makeShards(
  bytes: Uint8Array,
  name: (i: number, n: number) => string,
): Promise<{ files: SavedFile[]; infos: ShardInfo[] }> {
  const count = Math.max(1, Math.ceil(bytes.length / SHARD_BYTES))
  const files = Array.from({ length: count }, (_, i) => ({
    name: name(i + 1, count),
    data: bytes.slice(i * SHARD_BYTES, (i + 1) * SHARD_BYTES),
  }))
  const infos = files.map(async (file) => ({
    name: file.name,
    bytes: file.data.length,
    sha256: await sha256(file.data),
  }))
  return { files, infos: await Promise.all(infos) }
}
