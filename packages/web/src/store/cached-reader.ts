import { type ReadFile, sha256 } from '@spad/core'

/** What `model.json` says of the other files. */
type Checksums = ReadonlyMap<string, string>

/**
 * A reader that keeps what it reads. `model.json` comes from the server where that answers, so that a
 * new model is seen; the weights come from the cache where their checksum is the one in `model.json`.
 *
 * @param address The model's, under which its files are kept.
 */
export function cachedReader(read: ReadFile, cache: Cache, address: string): ReadFile {
  let checksums: Checksums = new Map()
  const key = (name: string): string => {
    const url = new URL(address)
    url.searchParams.set('spad-file', name)
    return url.href
  }
  const cached = async (name: string): Promise<Uint8Array | undefined> => {
    const response = await cache.match(key(name))
    return response && new Uint8Array(await response.arrayBuffer())
  }
  const fresh = async (name: string): Promise<Uint8Array> => {
    const bytes = await read(name)
    // a cache that is full is no reason to fail
    await cache
      .put(key(name), new Response(bytes as Uint8Array<ArrayBuffer>))
      .catch(() => undefined)
    return bytes
  }
  return async (name) => {
    if (name === 'model.json') {
      const bytes = await fresh(name).catch(async (error: unknown) => {
        const old = await cached(name)
        if (old) return old
        throw error
      })
      checksums = checksumsIn(bytes)
      return bytes
    }
    const old = await cached(name)
    return old && (await sha256(old)) === checksums.get(name) ? old : await fresh(name)
  }
}

/** Whatever is wrong with the file is told by whoever decodes it. */
function checksumsIn(bytes: Uint8Array): Checksums {
  try {
    const json = JSON.parse(new TextDecoder().decode(bytes)) as {
      userDefinedMetadata: { spad: { shards: readonly { name: string; sha256: string }[] } }
    }
    return new Map(
      json.userDefinedMetadata.spad.shards.map(({ name, sha256: sum }) => [name, sum] as const),
    )
  } catch {
    return new Map()
  }
}
