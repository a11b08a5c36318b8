import { fail, type NamedFile, type ReadOptions, type Scan } from '@spad/core'
import type { ScanFile, VolumeSource } from '../segmenter/volume-options.js'

/**
 * A source as a scan, for `segmentVolume`. The readers come in when a file is given, a codec when a frame needs it.
 *
 * @throws SpadError if it is none, cannot be fetched or read, or has a fault that is not allowed.
 */
export async function readVolume(
  source: VolumeSource,
  { allow = [], signal }: ReadOptions = {},
): Promise<Scan> {
  if (isScan(source)) return source
  const given = isList(source) ? source : [source]
  if (given.length === 0) fail('web', '`source` is an empty list: give the files of one scan.')
  const files = await Promise.all(given.map((file, index) => namedFile(file, index, signal)))
  const { readScan } = await import('@spad/formats')
  return await readScan(files, { allow, ...(signal && { signal }) })
}

const isList = (source: VolumeSource): source is readonly ScanFile[] => Array.isArray(source)

/** A scan that was read; files have no grid. */
const isScan = (source: VolumeSource): source is Scan =>
  typeof source === 'object' && 'grid' in source

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
  const name = decodeURIComponent(new URL(address, location.href).pathname.split('/').pop() ?? '')
  const response = await fetch(address, { ...(signal && { signal }) }).catch((error: unknown) => {
    signal?.throwIfAborted()
    return fail('web', `\`${address}\` cannot be fetched: is it served, and may it be read?`, error)
  })
  if (!response.ok)
    fail('web', `\`${address}\` cannot be fetched: the server answers ${response.status}.`)
  return { name, bytes: new Uint8Array(await response.arrayBuffer()) }
}
