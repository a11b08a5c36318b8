import { fail, type Scan } from '@spad/core'
import type { ScanFile, VolumeSource } from '../segmenter/volume-options.js'
import { addressOf } from './address.js'
import { connect } from '../segmenter/worker/connect.js'
import { startScanWorker } from '../start-scan-worker.js'
import type { ReadFilesOptions } from './read-files.js'

export interface ReadVolumeOptions extends ReadFilesOptions {
  /**
   * Whether a Web Worker reads, so that the page never waits; a function makes a worker that runs
   * `@spad/web/scan-worker`. It is ended when the scan is there. `false`: in the page.
   *
   * @default true
   */
  readonly worker?: boolean | (() => Worker)
  /** Milliseconds that the worker may take to start. @default 30000 */
  readonly startTimeout?: number
}

/**
 * A source as a scan, for `segmentVolume`. Bytes that are given stay the caller's.
 *
 * @throws SpadError if it is none, cannot be fetched or read, or has a fault that is not allowed; the reason
 *   of `signal` if that aborts.
 */
export async function readVolume(
  source: VolumeSource,
  { worker = true, startTimeout = 30_000, codecs, ...options }: ReadVolumeOptions = {},
): Promise<Scan> {
  if (isScan(source)) return source
  const files = (isList(source) ? source : [source]).map(absolute)
  if (files.length === 0) fail('web', '`source` is an empty list: give the files of one scan.')
  options.signal?.throwIfAborted()
  const all = { ...options, ...(codecs !== undefined && { codecs: addressOf(codecs) }) }
  if (worker === false) {
    const { readFiles } = await import('./read-files.js')
    return await readFiles(files, all)
  }
  const { call, end } = connect(worker === true ? startScanWorker() : worker(), startTimeout)
  try {
    return await call<Scan>('readFiles', [files], all)
  } finally {
    // what decodes has no time to hear of an abort
    end()
  }
}

const isList = (source: VolumeSource): source is readonly ScanFile[] => Array.isArray(source)

/** A scan that was read; files have no grid. */
const isScan = (source: VolumeSource): source is Scan =>
  typeof source === 'object' && 'grid' in source

/** A worker's addresses begin at its own file. */
const absolute = (file: ScanFile): ScanFile =>
  typeof file === 'string' || file instanceof URL ? addressOf(file) : file
