import { fail } from '@spad/core'

export interface FetchOptions {
  /** Fetches one file. @default globalThis.fetch */
  readonly fetch?: (url: string, init: { signal?: AbortSignal | undefined }) => Promise<Response>
  /** Ends the download with the signal's reason. */
  readonly signal?: AbortSignal
  /** Told as bytes come in. */
  readonly onProgress?: (progress: LoadProgress) => void
}

export interface LoadProgress {
  /** The file that is coming in. */
  readonly file: string
  /** Bytes of this file that are here. */
  readonly loaded: number
  /** Bytes of this file, if the server says. */
  readonly total?: number | undefined
}

/**
 * Reads the files of a saved model from a server.
 *
 * @param url The address of the model's folder or of its `model.json`. A query (`?token=…`) is sent
 *   with every file.
 */
export function urlReader(
  url: string,
  options: FetchOptions = {},
): (name: string) => Promise<Uint8Array> {
  const { fetch: fetchFile = globalThis.fetch.bind(globalThis), signal, onProgress } = options
  const base = new URL(url, globalThis.location.href)
  if (!base.pathname.endsWith('.json')) base.pathname = base.pathname.replace(/\/?$/, '/')
  return async (name) => {
    const address = new URL(name, base)
    address.search = base.search
    signal?.throwIfAborted()
    const response = await fetchFile(address.href, { signal }).catch((error: unknown) => {
      signal?.throwIfAborted()
      return fail('web', `${address.href} cannot be fetched: is the address right?`, error)
    })
    if (!response.ok)
      fail('web', `${address.href} answered ${response.status}: is \`url\` the model's folder?`)
    if (response.headers.get('content-type')?.startsWith('text/html'))
      fail('web', `${address.href} is a page, not a file of a model: is \`url\` its folder?`)
    return readBytes(response, (loaded, total) => {
      onProgress?.({ file: name, loaded, total })
    })
  }
}

async function readBytes(
  response: Response,
  onBytes: (loaded: number, total?: number) => void,
): Promise<Uint8Array> {
  // the length of what comes over the wire says nothing of a compressed answer's bytes
  const encoded = response.headers.has('content-encoding')
  const length = encoded ? null : response.headers.get('content-length')
  const total = length === null ? undefined : Number(length)
  let loaded = 0
  const counted = response.body?.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        loaded += chunk.length
        onBytes(loaded, total)
        controller.enqueue(chunk)
      },
    }),
  )
  return new Uint8Array(await new Response(counted ?? null).arrayBuffer())
}
