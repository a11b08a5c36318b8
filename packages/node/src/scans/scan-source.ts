import { dirname } from 'node:path'
import { type NamedFile, type ReadOptions, type Scan, SpadError } from '@spad/core'
import { readScan } from '@spad/formats'
import { firstChannel, gatherChannels, lookLikeChannel } from '../data/channel-files.js'
import { readFiles } from './read-files.js'

/** Where the files of one scan are; they are read when they are needed. */
export interface ScanSource {
  /** By the file's or the folder's name, never by what is in it. */
  readonly name: string
  /** `dicom`, `nifti`, `nrrd` or `metaimage`. */
  readonly format: string
  readonly paths: readonly string[]
  /** Where each channel is a scan of its own, these, in their order; `paths` are then the first's. */
  readonly channels?: readonly [ScanSource, ...ScanSource[]]
}

/** Reads the scans of all channels, and hands back the files of each too. */
export async function readSources(
  source: ScanSource,
  options: ReadOptions = {},
): Promise<{
  readonly scans: readonly [Scan, ...Scan[]]
  readonly files: readonly (readonly NamedFile[])[]
}> {
  const read: Awaited<ReturnType<typeof readSource>>[] = []
  for (const one of source.channels ?? [source]) read.push(await readSource(one, options))
  return {
    scans: read.map(({ scan }) => scan) as [Scan, ...Scan[]],
    files: read.map(({ files }) => files),
  }
}

/**
 * Scans of a model whose channels are files of their own, `CASE_0000`, `CASE_0001`, …: one for each case.
 * Others stay as they are, also numbered ones without a first: one file may hold all channels.
 *
 * @param channels What the channels are called.
 * @throws SpadError if a case lacks a channel or has one more.
 */
export function scansByChannels(
  sources: readonly ScanSource[],
  channels: readonly string[],
): readonly ScanSource[] {
  if (channels.length < 2) return sources
  const names = new Set(sources.map(({ name }) => name))
  const isPart = ({ name }: ScanSource): boolean =>
    lookLikeChannel(name) && names.has(firstChannel(name))
  const parts = sources.filter(isPart)
  const byName = new Map(parts.map((source) => [source.name, source]))
  const where = [...new Set(parts.flatMap(({ paths }) => paths.map((path) => dirname(path))))]
  const cases = parts.length === 0 ? [] : gatherChannels(byName, channels, where.join(', '))
  return [
    ...sources.filter((source) => !isPart(source)),
    ...cases.map((one) => ({ ...one.channels[0], ...one })),
  ]
}

/** Reads a scan, and hands back its files too. */
export async function readSource(
  { paths }: ScanSource,
  options: ReadOptions = {},
): Promise<{ readonly scan: Scan; readonly files: readonly NamedFile[] }> {
  const files = await readFiles(paths)
  return await asCommand(async () => ({ scan: await readScan(files, options), files }))
}

/** Reads with messages that name flags where they would name options of a program. */
export async function asCommand<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof SpadError)) throw error
    const { where, problem, code } = error
    throw new SpadError(where, asFlag(problem), { cause: error, code })
  }
}

/** How a fault is accepted on a command line. */
const asFlag = (message: string): string =>
  message
    .replace(/`allow: \['([a-z-]+)'\]`/, '`--allow $1`')
    .replace(/^`channel` is|(?<=Say which by )`channel`/, (said) =>
      said.replace('channel', '--channel'),
    )
