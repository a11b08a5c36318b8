import { readdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { amount, fail, neighboursOf, SINGLE_SLICE } from '@spad/core'
import { channelNames } from '@spad/models'
import type { Command } from 'commander'
import { z } from 'zod'
import { useBackend } from '../backend/use-backend.js'
import { isS3 } from '../s3/address.js'
import { folderIn } from '../s3/results.js'
import type { TaskStatus } from '../jobs/queue.js'
import { piecesOf, type SegmentManifest } from '../jobs/segment-manifest.js'
import { notesFile, workFolder } from '../jobs/work-files.js'
import { loadModelsFrom } from '../run/model-files.js'
import { checkConfig } from '../config/check-config.js'
import { EXIT } from './exit.js'
import { type ScanSource, scansByChannels } from '../scans/scan-source.js'
import { byChannels } from '../segmenting/find-inputs.js'
import { refuseUnknownFaults } from './allow.js'
import { handOver } from './hand-over.js'
import { answerOptions } from './inference.js'
import { type SegmentConfig, segmentSchema } from '../config/inference-config.js'
import { loadParts } from '../config/load-parts.js'
import { prepareOf } from '../config/prepare-of.js'
import { windowsByName } from '../config/scan-windows.js'
import { type Flags, gatherOptions, numeric } from './options.js'
import { digestOfMaking } from '../segmenting/segment-mark.js'
import { shownPath } from '../support/shown-path.js'
import type { Terminal } from './terminal.js'
import {
  refusePictureFormat,
  refuseWithoutPictures,
  refuseWithoutScans,
  withFormats,
} from './segment-scans.js'
import { sentencesIn, troublesOf, untilDone } from './until-done.js'
import { type Found, withFound } from './with-found.js'

/** Adds what lets others do the work. */
export function withOthers(command: Command): Command {
  return command
    .option('--queue <url>', 'let `spad work --queue` do it, wherever it runs with these folders')
    .option(
      '--manifest <file>',
      'write what is to be done, for `spad work --manifest FILE --index N`',
    )
    .option(
      '--chunk <n>',
      'images that a worker takes at a time; scans are taken one by one (default: 100)',
      numeric,
    )
}

/** Whether others are to do the work. */
export function isForOthers(flags: Flags): boolean {
  return flags.queue !== undefined || flags.manifest !== undefined
}

const othersSchema = z.strictObject({
  queue: z.string().min(1).optional(),
  manifest: z.string().min(1).optional(),
  chunk: z.int().min(1).default(100),
})

const SEGMENTING = { label: 'segmenting', unit: 'chunks and scans' }

/** Options about the machine that computes, and what `spad work` calls them. */
const WORKERS_OWN = {
  jobs: 'children',
  backend: 'backend',
  engine: 'engine',
  threads: 'threads',
}

/** `spad segment` by others: through a queue, whose end is waited for, or a manifest alone. */
export async function segmentByOthers(flags: Flags, terminal: Terminal): Promise<number> {
  for (const [own, theirs] of Object.entries(WORKERS_OWN))
    if (flags[own] !== undefined)
      fail('node', `\`--${own}\` is for this process: give \`--${theirs}\` to \`spad work\`.`)
  const { queue: url, manifest: file, chunk } = flags
  const own = Object.entries({ queue: url, manifest: file, chunk })
  const others = checkConfig(
    othersSchema,
    Object.fromEntries(own.filter(([, value]) => value !== undefined)),
    { flags: ['queue', 'manifest', 'chunk'] },
  )
  const manifest = await manifestOf(flags, others.chunk, terminal)
  const status = await handOver(manifest, others, terminal, async (queue, tasks) => {
    await queue.add(tasks)
    return await conclude(manifest, await untilDone(queue, tasks, terminal, SEGMENTING), terminal)
  })
  return status ?? EXIT.done
}

async function manifestOf(
  flags: Flags,
  chunk: number,
  terminal: Terminal,
): Promise<SegmentManifest> {
  const { given, origin } = await gatherOptions(flags, ['overwrite', 'queue', 'manifest', 'chunk'])
  if (given.input === undefined)
    fail('node', 'no input is given: name images, scans, folders of them, or a glob.')
  if (given.samples !== undefined)
    fail(
      'node',
      '`--samples` is not for others to do: workers make label maps and pictures of images, and labels of ' +
        'scans. Leave it out, or segment here, without `--queue` and `--manifest`.',
    )
  const config = checkConfig(segmentSchema, given, origin)
  refuseUnknownFaults(config.allow, SINGLE_SLICE)
  return await withFound(config.input, terminal, (found, told) =>
    manifestOfFound(config, found, { chunk, again: flags.overwrite === true }, told),
  )
}

async function manifestOfFound(
  config: SegmentConfig,
  { sources: found, inputs: files, objects }: Found,
  { chunk, again }: { readonly chunk: number; readonly again: boolean },
  terminal: Terminal,
): Promise<SegmentManifest> {
  refuseWithoutScans(config, found.length)
  const parts = config.parts === undefined ? undefined : resolve(config.parts)
  // a look at the models here spares every worker a wrong name
  await useBackend('cpu')
  const table = await loadParts(parts)
  const { model, metadata, models: saved, dirs } = await loadModelsFrom(config.model, { parts: table }) // prettier-ignore
  model.denoiser.dispose()
  const options = answerOptions(config, model)
  const names = channelNames(metadata, model)
  const sources = scansByChannels(found, names)
  const inputs = byChannels(files, names)
  refusePictureFormat(config.format, inputs.length)
  refuseWithoutPictures(config.outputs, inputs.length)
  const { axis, channel, allow } = config
  const window = windowsByName(
    config.window,
    names,
    prepareOf(metadata.prepare, table, names).window,
  )
  return {
    version: 1,
    work: 'segment',
    models: dirs.map(absolute),
    ...(parts !== undefined && { parts }),
    options,
    outputs: [...config.outputs],
    making: await digestOfMaking(saved, options, parts),
    out: isS3(config.out) ? folderIn(config.out) : resolve(config.out),
    again,
    ...(!allow.includes(SINGLE_SLICE) && { neighbours: neighboursOf(metadata.prepare) }),
    chunks: Array.from({ length: Math.ceil(inputs.length / chunk) }, (_, i) =>
      inputs.slice(i * chunk, (i + 1) * chunk).map((one) => ({
        ...one,
        channels: one.channels && [...one.channels],
      })),
    ),
    scans: withFormats(sources, config.format, terminal).map(({ source, format: labels }) => {
      const { channels: [first, ...others] = [] } = source
      return {
        ...placesOf(source, objects),
        ...(first && {
          channels: [
            placesOf(first, objects),
            ...others.map((one) => placesOf(one, objects)),
          ] as const,
        }),
        labels,
      }
    }),
    look: { axis, window, channel, allow: allow.filter((fault) => fault !== SINGLE_SLICE) },
  }
}

/** Where workers find a scan: in S3 if it came from there, so that each fetches it itself. */
function placesOf({ name, format, paths }: ScanSource, objects: ReadonlyMap<string, string>) {
  return { name, format, paths: paths.map((path) => objects.get(path) ?? absolute(path)) }
}

function absolute(place: string): string {
  return isS3(place) ? place : resolve(place)
}

/** The last words, and the status: what failed stands in files beside the results. */
async function conclude(
  manifest: SegmentManifest,
  statuses: readonly TaskStatus[],
  terminal: Terminal,
): Promise<number> {
  const failures: string[] = []
  for (const [index, { state, reason = '' }] of statuses.entries())
    if (state === 'failed') failures.push(`chunk ${index}: ${reason}`)
    else failures.push(...(await troublesOf(manifest, index)))
  for (let index = manifest.chunks.length; index < piecesOf(manifest); index++)
    for (const note of await sentencesIn(notesFile(manifest, index)))
      terminal.err(`Note: ${note}\n`)
  await removeScratch(manifest.out)
  const count = manifest.chunks.flat().length + manifest.scans.length
  if (failures.length === 0) {
    terminal.err(
      `Segmented ${count} of ${amount(count, 'image')} into ${shownPath(manifest.out)}\n`,
    )
    return EXIT.done
  }
  terminal.err(`Not segmented:\n${failures.map((one) => `  ${one}\n`).join('')}`)
  return EXIT.misuse
}

/** What workers left behind that were killed. */
async function removeScratch(out: string): Promise<void> {
  // of results in S3 each worker makes files in a temporary folder of its own
  if (isS3(out)) return
  const folder = workFolder(out)
  for (const name of await readdir(folder).catch(() => []))
    if (name.startsWith('scratch-')) await rm(join(folder, name), { recursive: true, force: true })
}
