import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { amount, fail, SINGLE_SLICE } from '@spad/core'
import { channelNames } from '@spad/models'
import { Command } from 'commander'
import { isWasm } from '../backend/wasm.js'
import { mapParallel } from '../data/parallel.js'
import { few } from '../data/problems.js'
import { trainingLook, unlikeWarning } from '../data/training-look.js'
import { lockFile, withLock } from '../files/lock.js'
import { prepareFolder } from '../run/run-folder.js'
import { temporariesIn } from '../files/temporary.js'
import { segmentInThreads } from '../workers/segment-in-threads.js'
import { checkConfig } from '../config/check-config.js'
import { loadParts } from '../config/load-parts.js'
import { prepareOf } from '../config/prepare-of.js'
import { windowsByName } from '../config/scan-windows.js'
import { refuseUnknownFaults } from './allow.js'
import { EXIT, type Finish } from './exit.js'
import { bareAddress, isS3 } from '../s3/address.js'
import { checkS3Folder, folderIn, inFolder, type PublishTo } from '../s3/results.js'
import { scansByChannels } from '../scans/scan-source.js'
import { byChannels } from '../segmenting/find-inputs.js'
import { picturesHelp } from '../segmenting/pictures.js'
import { startInference, withInference } from './inference.js'
import { type SegmentConfig, segmentSchema } from '../config/inference-config.js'
import { type Flags, gatherOptions, numeric, withConfig, withExample } from './options.js'
import { progressLine } from './progress-line.js'
import { isForOthers, segmentByOthers, withOthers } from './segment-by-others.js'
import { withScans } from './scan-options.js'
import { leftOver } from '../segmenting/left-over.js'
import { allOf, outputsOf } from '../segmenting/segment-file.js'
import { doJob, type JobResult, type SegmentJob } from '../segmenting/segment-job.js'
import { digestOfMaking } from '../segmenting/segment-mark.js'
import { samplingOptions } from './sampling.js'
import {
  refusePictureFormat,
  refuseWithoutPictures,
  refuseWithoutScans,
  segmentScans,
} from './segment-scans.js'
import { segmentStudy } from './segment-study.js'
import { shownPath } from '../support/shown-path.js'
import type { Terminal } from './terminal.js'
import { type Found, withFound } from './with-found.js'

/** `spad segment`: a model and images in, label maps and pictures out. */
export function segmentCommand(terminal: Terminal, finish: Finish): Command {
  const command = new Command('segment')
    .description(
      'Segment images and scans: label maps and, where asked for, overlays, probabilities, uncertainty.',
    )
    .argument(
      '[input...]',
      'images, scans (DICOM, NIfTI, NRRD, MHA), folders of them, or globs in quotes',
    )
  withInference(command)
    .option('--out <dir>', 'the folder for the results')
    .option('--outputs <list>', picturesHelp)
    .option('--jobs <n>', 'images at once; on wasm each has a thread (default: 1)', numeric)
    .option('--overwrite', 'make results again that are there already')
  withScans(command)
  withConfig(withOthers(command), 'ensemble=2')
  withExample(
    command,
    "spad segment --model runs/first --out results 'new/*.png'",
    'spad segment --model runs/first --out results --jobs 4 new   # again after Ctrl-C: goes on',
  )
  return command.action(async (input: string[], flags: Flags) => {
    const all = input.length > 0 ? { ...flags, input } : flags
    const segment = (given: Flags): Promise<number> =>
      (isForOthers(given) ? segmentByOthers : segmentAll)(given, terminal)
    finish(await (flags.from === undefined ? segment(all) : segmentStudy(all, terminal, segment)))
  })
}

async function segmentAll(flags: Flags, terminal: Terminal): Promise<number> {
  const { given, origin } = await gatherOptions(flags, ['overwrite'])
  if (given.input === undefined)
    fail('node', 'no input is given: name images, folders of images, or a glob.')
  const config = checkConfig(segmentSchema, given, origin)
  refuseUnknownFaults(config.allow, SINGLE_SLICE)
  if (isS3(config.out)) await checkS3Folder(folderIn(config.out))
  return await withFound(config.input, terminal, (found, told) =>
    withResultFolder(config.out, (out, publish) =>
      segmentFound({ ...config, out }, { ...found, given, flags, publish }, told),
    ),
  )
}

/** Results that go into S3 are made in a folder of this call, which is removed. */
async function withResultFolder<T>(
  out: string,
  work: (dir: string, publish?: PublishTo) => Promise<T>,
): Promise<T> {
  if (!isS3(out)) return await work(out)
  const dir = await mkdtemp(join(tmpdir(), 'spad-s3-'))
  try {
    return await work(dir, { dir, folder: folderIn(out) })
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

interface Call extends Found {
  readonly given: Record<string, unknown>
  readonly flags: Flags
  readonly publish: PublishTo | undefined
}

async function segmentFound(
  config: SegmentConfig,
  { sources: found, inputs, given, flags, publish }: Call,
  terminal: Terminal,
): Promise<number> {
  refuseWithoutScans(config, found.length)
  const { model, metadata, models, backend } = await startInference(config, terminal)
  try {
    const options = samplingOptions(given, config, model)
    const making = await digestOfMaking(models, options, config.parts)
    const again = flags.overwrite === true
    const look = trainingLook(metadata)
    const names = channelNames(metadata, model)
    const prepare = prepareOf(metadata.prepare, await loadParts(config.parts), names)
    const window = windowsByName(config.window, names, prepare.window)
    const neighbours = config.allow.includes(SINGLE_SLICE) ? undefined : prepare.neighbours
    const sources = scansByChannels(found, names)
    const jobs = byChannels(inputs, names).map((input): SegmentJob => {
      const outputs = outputsOf(input, config.out, model.classes, config.outputs, config.samples)
      const common = { input, outputs, options, making, again, neighbours, publish }
      return { ...common, ...(look && { look }) }
    })
    refuseOverwriting(jobs)
    refusePictureFormat(config.format, jobs.length)
    refuseWithoutPictures(config.outputs, jobs.length)
    const settings = {
      ...config,
      options,
      window,
      making,
      again,
      channels: names,
      prepare,
      publish: publish?.folder,
      allow: config.allow.filter((fault) => fault !== SINGLE_SLICE),
    }
    await prepareFolder(config.out)
    const inThreads = isWasm(backend) && config.engine === 'tfjs' && config.jobs > 1
    const threads = inThreads ? Math.min(config.jobs, jobs.length) : 0
    return await withLock(
      lockFile(resolve(config.out)),
      { work: 'a segmentation', told: terminal.err },
      async () => {
        for (const left of await temporariesIn(config.out, ['.png']))
          await rm(left, { force: true })
        const pool =
          threads > 1
            ? segmentInThreads(threads, { backend, models, parts: config.parts })
            : undefined
        const run = pool ? pool.run : (job: SegmentJob) => doJob(model, job)
        try {
          const results = [
            ...(await segmentScans(model, sources, settings, terminal)),
            ...(await doJobs(jobs, run, config.jobs, terminal)),
          ]
          const ofPictures = results.slice(sources.length)
          warnOfForeign(jobs, ofPictures, terminal)
          if (!publish) await tellLeftOver(config.out, jobs, ofPictures, terminal)
          return conclude(results, publish?.folder ?? config.out, terminal)
        } finally {
          await pool?.stop()
        }
      },
    )
  } finally {
    model.denoiser.dispose()
  }
}

/** A few at a time. One bad image does not keep the others from being done; a full disk does. */
async function doJobs(
  jobs: readonly SegmentJob[],
  run: (job: SegmentJob) => Promise<JobResult>,
  width: number,
  terminal: Terminal,
): Promise<JobResult[]> {
  const line = progressLine(terminal, jobs.length, 'segmenting')
  let done = 0
  try {
    return await mapParallel(
      jobs,
      async (job) => {
        const result = await run(job)
        if (result.state === 'failed' && result.fatal) fail('node', result.message)
        line.update(++done, job.input.name)
        return result
      },
      width,
    )
  } finally {
    line.stop()
  }
}

/** Says which images are unlike those of the training, and which were turned. */
function warnOfForeign(
  jobs: readonly SegmentJob[],
  results: readonly JobResult[],
  terminal: Terminal,
): void {
  const foreign = results.flatMap((result, i) => {
    const unlike = result.state === 'made' ? result.unlike : undefined
    return unlike === undefined ? [] : [{ name: jobs[i]?.input.name ?? '', unlike }]
  })
  const turned = results.flatMap((result, i) =>
    result.state === 'made' && result.turned ? [jobs[i]?.input.name ?? ''] : [],
  )
  if (turned.length > 0)
    terminal.err(`Note: stored turned, segmented upright (EXIF orientation): ${few(turned)}.\n`)
  for (const warning of unlikeWarning(foreign)) terminal.err(`Warning: ${warning}.\n`)
}

/** Says which results beside the new ones are of another making. */
async function tellLeftOver(
  out: string,
  jobs: readonly SegmentJob[],
  results: readonly JobResult[],
  terminal: Terminal,
): Promise<void> {
  const done = jobs.filter((_, i) => results[i]?.state !== 'failed')
  const left = await leftOver(
    out,
    done.map(({ outputs }) => outputs),
  )
  if (left.length > 0)
    terminal.err(
      `Note: of another model, other options or another image, and left as they are: ${few(left)}. ` +
        'Ask for them by `--outputs` and `--samples`, or remove them.\n',
    )
}

/** The last words of a call, and its status. */
function conclude(results: readonly JobResult[], out: string, terminal: Terminal): number {
  const failures = results.flatMap((result) => (result.state === 'failed' ? [result.message] : []))
  const kept = results.filter(({ state }) => state === 'kept').length
  const before = kept > 0 ? `; ${kept} of them were there already` : ''
  const done = results.length - failures.length
  terminal.err(
    `Segmented ${done} of ${amount(results.length, 'image')} into ${shownPath(out)}${before}\n`,
  )
  if (failures.length === 0) return EXIT.done
  terminal.err(`Not segmented:\n${failures.map((line) => `  ${line}\n`).join('')}`)
  return EXIT.misuse
}

/** Neither an input nor another image's result may be overwritten. */
function refuseOverwriting(jobs: readonly SegmentJob[]): void {
  const taken = new Map(
    jobs.map(({ input }) => [oneSpelling(bareAddress(input.file)), 'one of the inputs']),
  )
  for (const { input, outputs, publish } of jobs)
    for (const made of allOf(outputs)) {
      const file = publish ? inFolder(made, publish.dir, publish.folder) : made
      const place = oneSpelling(publish ? file : resolve(file))
      const other = taken.get(place)
      if (other !== undefined)
        fail(
          'node',
          `\`${file}\` is ${other}: it would be overwritten. Choose another \`--out\`, or rename the image.`,
        )
      taken.set(place, `a result of \`${bareAddress(input.file)}\` too`)
    }
}

/** Many file systems take names for one that differ in case or in how accents are written. */
function oneSpelling(path: string): string {
  return path.normalize('NFC').toLowerCase()
}
