import { amount, fail } from '@spad/core'
import { Command } from 'commander'
import { z } from 'zod'
import { doChunk } from '../jobs/do-chunk.js'
import { loadForWork } from '../jobs/load-for-work.js'
import { readManifest } from '../jobs/manifest.js'
import { openQueue } from '../jobs/open-queue.js'
import { checkConfig } from '../config/check-config.js'
import { doQueue } from './do-queue.js'
import { doTraining } from './do-training.js'
import { EXIT, type Finish } from './exit.js'
import { type Flags, gatherOptions, numeric, withConfig, withExample } from './options.js'
import type { Terminal } from './terminal.js'
import { engineHelp, engineNames } from '../backend/use-engine.js'
import { backendHelp } from '../backend/start-backend.js'

const count = z.int().min(1)
/** Seconds for which a worker waits for a broker that is not there yet: they may be started together. */
const PATIENCE = 60

/** Every option of `spad work`. */
const workSchema = z.strictObject({
  queue: z.string().min(1).optional(),
  children: count.default(1),
  lease: count.default(30),
  untilEmpty: z.boolean().default(false),
  manifest: z.string().min(1).optional(),
  index: z.int().min(0).optional(),
  backend: z.string().min(1).default('auto'),
  engine: z.enum(engineNames).default('tfjs'),
  threads: count.optional(),
  parts: z.string().min(1).optional(),
})

export type WorkConfig = z.output<typeof workSchema>

/** `spad work`: does what others have put into a queue or a manifest. */
export function workCommand(terminal: Terminal, finish: Finish): Command {
  const command = new Command('work')
    .description(
      'Do work that `spad segment` or `spad cross-validate` gave to others, by `--queue` or `--manifest`.',
    )
    .option('--queue <url>', 'take work from here, such as redis://127.0.0.1:6379')
    .option('--children <n>', 'processes that compute (default: 1)', numeric)
    .option(
      '--lease <seconds>',
      'how long a worker may be silent before another one takes its work (default: 30)',
      numeric,
    )
    .option('--until-empty', 'end when nothing is left to do')
    .option('--manifest <file>', 'do one chunk, scan or fold of this manifest')
    .option('--index <n>', 'which one, from 0: a batch system counts them', numeric)
    .option('--backend <name>', backendHelp('auto'))
    .option('--engine <name>', engineHelp)
    .option('--threads <n>', 'threads of the native backend or onnxruntime (default: all)', numeric)
    .option('--parts <file>', 'the module with parts of your own, where the work was made with one')
  withConfig(command, 'children=2')
  withExample(
    command,
    'spad work --queue redis://127.0.0.1:6379',
    'spad work --manifest work.json --index $SLURM_ARRAY_TASK_ID',
  )
  return command.action(async (flags: Flags) => {
    const { given, origin } = await gatherOptions(flags)
    const config = checkConfig(workSchema, given, origin)
    finish(
      await (config.queue === undefined ? doOne(config, terminal) : serveQueue(config, terminal)),
    )
  })
}

/** One piece of a manifest, in this process. */
async function doOne(
  { manifest: file, index, ...options }: WorkConfig,
  terminal: Terminal,
): Promise<number> {
  if (file === undefined || index === undefined)
    return fail('node', 'there is no work: give `--queue URL`, or `--manifest FILE --index N`.')
  const { manifest } = await readManifest(file)
  if (manifest.work === 'train') {
    await doTraining(manifest, index, options, terminal)
    return EXIT.done
  }
  const loaded = await loadForWork(manifest, options)
  try {
    const { images, failed } = await doChunk(loaded, manifest, index)
    terminal.err(`Chunk ${index}: segmented ${images - failed} of ${amount(images, 'image')}\n`)
    return failed === 0 ? EXIT.done : EXIT.misuse
  } finally {
    loaded.model.denoiser.dispose()
  }
}

/** Work from a queue, until this process is told to end. */
async function serveQueue(config: WorkConfig, terminal: Terminal): Promise<number> {
  if (config.manifest !== undefined || config.index !== undefined)
    fail('node', '`--queue` and `--manifest` exclude each other: give one of them.')
  const onNote = (note: string): void => {
    terminal.err(`${note}\n`)
  }
  const queue = await openQueue(config.queue, { lease: config.lease, patience: PATIENCE, onNote })
  const told = untilTold(terminal)
  try {
    await doQueue(queue, config, terminal, told.signal)
    return EXIT.done
  } finally {
    told.release()
    await queue.close()
  }
}

/** A signal that aborts with Ctrl-C or SIGTERM; a second one ends the process at once. */
function untilTold(terminal: Terminal): { readonly signal: AbortSignal; release(): void } {
  const told = new AbortController()
  const hear = (): void => {
    if (told.signal.aborted) process.exit(EXIT.interrupted)
    told.abort()
    terminal.err('\nStopping after this chunk; a training saves … (again to stop at once)\n')
  }
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const signal of signals) process.on(signal, hear)
  return {
    signal: told.signal,
    release: () => {
      for (const signal of signals) process.off(signal, hear)
    },
  }
}
