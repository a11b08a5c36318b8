import { fail, type NamedFile, type ReadOptions, type Scan } from '@spad/core'
import type { ScanFile } from '../segmenter/volume-options.js'
import { addressOf } from './address.js'

export interface ReadFilesOptions extends ReadOptions {
  /** The address of the folder of the codecs' `.wasm` files. @default where the bundler put them */
  readonly codecs?: string | undefined
}

/**
 * Reads the files of one scan where it is called. The readers come in with the first file, a codec when a
 * frame needs it.
 *
 * @throws SpadError if they cannot be fetched or read, hold no scan, or have a fault that is not allowed.
 */
export async function readFiles(
  given: readonly ScanFile[],
  { codecs, signal, ...options }: ReadFilesOptions = {},
): Promise<Scan> {
  const files = await Promise.all(given.map((file, index) => namedFile(file, index, signal)))
  const { readScan } = await import('@spad/formats')
  return await readScan(files, {
    ...options,
    ...(signal && { signal }),
    ...(codecs !== undefined && { locateCodec: (file) => codecs + file }),
  })
}

async function namedFile(file: ScanFile, index: number, signal?: AbortSignal): Promise<NamedFile> {
  if (typeof file === 'string' || file instanceof URL) return await fetched(String(file), signal)
  const name = file instanceof File ? file.name : `file ${index + 1}`
  if (file instanceof Blob) return { name, bytes: new Uint8Array(await file.arrayBuffer()) }
  if (file instanceof ArrayBuffer) return { name, bytes: new Uint8Array(file) }
  const { bytes } = (file as Partial<NamedFile> | null) ?? {}
  if (bytes instanceof Uint8Array) return file
  return fail(
    'web',
    `\`source\` is no scan (file ${index + 1} of it is ${typeof file}): give a Scan, a File or Blob, an ` +
      'ArrayBuffer, an address, { name, bytes }, or a list of these.',
  )
}

async function fetched(address: string, signal?: AbortSignal): Promise<NamedFile> {
  const name = nameIn(address)
  const response = await fetch(address, { ...(signal && { signal }) }).catch((error: unknown) => {
    signal?.throwIfAborted()
    return fail('web', `\`${address}\` cannot be fetched: is it served, and may it be read?`, error)
  })
  if (!response.ok)
    fail('web', `\`${address}\` cannot be fetched: the server answers ${response.status}.`)
  return { name, bytes: new Uint8Array(await response.arrayBuffer()) }
}

/** The last part of an address; as it stands there where it is not encoded as it should be. */
function nameIn(address: string): string {
  const last = new URL(addressOf(address)).pathname.split('/').pop() ?? ''
  try {
    return decodeURIComponent(last)
  } catch {
    return last
  }
}
