import { resolve } from 'node:path'
import { fail } from '@spad/core'
import { Command } from 'commander'
import { mapParallel } from '../data/parallel.js'
import { prepareFolder } from '../run/run-folder.js'
import { segmentInThreads } from '../workers/segment-in-threads.js'
import { checkConfig } from './check-config.js'
import { EXIT } from './exit.js'
import { findInputs } from './find-inputs.js'
import { answerOptions, startInference, withInference } from './inference.js'
import { segmentSchema } from './inference-config.js'
import { type Flags, gatherOptions, numeric, withConfig, withExample } from './options.js'
import type { Finish } from './program.js'
import { progressLine } from './progress-line.js'
import { isForOthers, segmentByOthers, withOthers } from './segment-by-others.js'
import { allOf, outputsOf } from './segment-file.js'
import { doJob, type JobResult, type SegmentJob } from './segment-job.js'
import { digestOfMaking } from './segment-mark.js'
import { shownPath } from './shown-path.js'
import type { Terminal } from './terminal.js'

/** `spad segment`: a model and images in, label maps and pictures out. */
export function segmentCommand(terminal: Terminal, finish: Finish): Command {
  const command = new Command('segment')
    .description('Segment images: label maps, overlays, probability and uncertainty maps.')
    .argument('[input...]', 'images, folders of images, or globs in quotes')
  withInference(command)
    .option('--out <dir>', 'the folder for the results')
    .option('--jobs <n>', 'images at once; on wasm each has a thread (default: 1)', numeric)
    .option('--overwrite', 'make results again that are there already')
  withConfig(withOthers(command))
  withExample(
    command,
    "spad segment --model runs/first --out results 'new/*.png'",
    'spad segment --model runs/first --out results --jobs 4 new   # again after Ctrl-C: goes on',
  )
  return command.action(async (input: string[], flags: Flags) => {
    const all = input.length > 0 ? { ...flags, input } : flags
    finish(await (isForOthers(flags) ? segmentByOthers : segmentAll)(all, terminal))
  })
}

async function segmentAll(flags: Flags, terminal: Terminal): Promise<number> {
  const { given, origin } = await gatherOptions(flags, ['overwrite'])
  if (given.input === undefined)
    fail('node', 'no input is given: name images, folders of images, or a glob.')
  const config = checkConfig(segmentSchema, given, origin)
  const inputs = await findInputs(config.input)
  const { model, dirs, backend } = await startInference(config, terminal)
  try {
    const options = answerOptions(config)
    const making = await digestOfMaking(dirs, options, config.parts)
    const again = flags.overwrite === true
    const jobs = inputs.map((input): SegmentJob => {
      const outputs = outputsOf(input, config.out, model.classes)
      return { input, outputs, options, making, again }
    })
    refuseOverwriting(jobs)
    await prepareFolder(config.out)
    const threads = backend === 'wasm' && config.jobs > 1 ? Math.min(config.jobs, jobs.length) : 0
    const pool = threads > 1 ? segmentInThreads(threads, dirs, config.parts) : undefined
    const run = pool ? pool.run : (job: SegmentJob) => doJob(model, job)
    try {
      return conclude(await doJobs(jobs, run, config.jobs, terminal), config.out, terminal)
    } finally {
      await pool?.stop()
    }
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

/** The last words of a call, and its status. */
function conclude(results: readonly JobResult[], out: string, terminal: Terminal): number {
  const failures = results.flatMap((result) => (result.state === 'failed' ? [result.message] : []))
  const kept = results.filter(({ state }) => state === 'kept').length
  const before = kept > 0 ? `; ${kept} of them were there already` : ''
  const done = results.length - failures.length
  terminal.err(`Segmented ${done} of ${results.length} images into ${shownPath(out)}${before}\n`)
  if (failures.length === 0) return EXIT.done
  terminal.err(`Not segmented:\n${failures.map((line) => `  ${line}\n`).join('')}`)
  return EXIT.misuse
}

function refuseOverwriting(jobs: readonly SegmentJob[]): void {
  const sources = new Set(jobs.map(({ input }) => input.file))
  for (const { outputs } of jobs)
    for (const file of allOf(outputs))
      if (sources.has(resolve(file)))
        fail(
          'node',
          `\`${file}\` is one of the inputs: it would be overwritten. Choose another \`--out\`.`,
        )
}
