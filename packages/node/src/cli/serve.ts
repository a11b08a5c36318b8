import { Command } from 'commander'
import { z } from 'zod'
import { importOptional } from '../backend/optional-package.js'
import { checkConfig } from '../config/check-config.js'
import { EXIT, type Finish } from './exit.js'
import { collect, type Flags, gatherOptions, numeric, withConfig, withExample } from './options.js'
import type { Terminal } from './terminal.js'
import { engineHelp, engineNames } from '../backend/use-engine.js'
import { backendHelp } from '../backend/start-backend.js'

const count = z.int().min(1)

/** Every option of `spad serve`. */
const serveSchema = z.strictObject({
  model: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .transform((places) => [places].flat()),
  port: z.int().min(0).max(65535).default(8080),
  host: z.string().min(1).default('127.0.0.1'),
  children: count.optional(),
  keyFile: z.string().min(1).optional(),
  waiting: count.optional(),
  waitingBytes: count.optional(),
  together: count.optional(),
  bodyLimit: count.optional(),
  dicomWeb: z.string().min(1).optional(),
  dicomWebSeconds: count.optional(),
  backend: z.string().min(1).default('auto'),
  engine: z.enum(engineNames).default('tfjs'),
  threads: count.optional(),
  parts: z.string().min(1).optional(),
})

/** What `@spad/serve` exports: it knows this package, which therefore cannot know it. */
interface ServeModule {
  readonly serve: (options: Readonly<Record<string, unknown>>) => Promise<{
    readonly url: string
    readonly backend: string
    readonly models: readonly string[]
    close(): Promise<void>
  }>
}

/** `spad serve`: models behind HTTP until it is told to end. */
export function serveCommand(terminal: Terminal, finish: Finish): Command {
  const command = new Command('serve')
    .description('Serve models over HTTP: pictures, medical files and tensors in, label maps out.')
    .option(
      '--model <model>',
      'a run, a folder with model.json, or a name; given again, each is served by its name',
      collect,
    )
    .option('--port <n>', 'the port, 0 for any that is free (default: 8080)', numeric)
    .option('--host <host>', 'where to listen (default: 127.0.0.1, this machine alone)')
    .option('--children <n>', 'processes that answer (default: half the cores, 4 at most)', numeric)
    .option('--key-file <file>', 'keys, one a line, of which a client must show one')
    .option(
      '--waiting <n>',
      'images that may wait before clients are sent away (default: 64)',
      numeric,
    )
    .option('--waiting-bytes <n>', 'bytes that may wait (default: four bodies)', numeric)
    .option('--together <n>', 'images in one pass at most, where they wait (default: 8)', numeric)
    .option('--body-limit <bytes>', 'bytes that a request may have (default: 64 MiB)', numeric)
    .option(
      '--dicom-web <url>',
      "a DICOMweb server that is asked for a series which MONAI Label's clients name and have not sent",
    )
    .option('--dicom-web-seconds <n>', 'how long it may take to send one (default: 60)', numeric)
    .option('--backend <name>', backendHelp('auto'))
    .option('--engine <name>', engineHelp)
    .option(
      '--threads <n>',
      'threads of a child on the native backend or onnxruntime (default: the cores, divided among children)',
      numeric,
    )
    .option('--parts <file>', 'a module with parts of your own that the models are made of')
  withConfig(command, 'together=4')
  withExample(command, 'spad serve --model runs/first --port 8080')
  return command.action(async (flags: Flags) => {
    finish(await serveModels(flags, terminal))
  })
}

async function serveModels(flags: Flags, terminal: Terminal): Promise<number> {
  const { given, origin } = await gatherOptions(flags)
  const { model, waiting, waitingBytes, ...options } = checkConfig(serveSchema, given, origin)
  const cure = 'Run `npm install @spad/serve`.'
  const { serve } = (await importOptional('@spad/serve', cure)) as ServeModule
  const known = Object.entries({
    ...options,
    models: model,
    queue: waiting,
    queueBytes: waitingBytes,
  })
  const server = await serve({
    ...Object.fromEntries(known.filter(([, value]) => value !== undefined)),
    onRequest: ({ method, route, status, milliseconds }: Answered) => {
      terminal.err(`${method} ${route} ${status} ${milliseconds.toFixed(0)} ms\n`)
    },
  })
  terminal.err(`Serving ${server.models.join(', ')} on ${server.backend}.\n`)
  if (options.keyFile === undefined && !isLoopback(options.host))
    terminal.err('Whoever reaches it may use it: no `--key-file` was given.\n')
  terminal.out(`${server.url}\n`)
  await untilTold()
  terminal.err('Answering what is there already …\n')
  await server.close()
  return EXIT.done
}

interface Answered {
  readonly method: string
  readonly route: string
  readonly status: number
  readonly milliseconds: number
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

/** Until Ctrl-C or SIGTERM; a second one ends the process at once. */
async function untilTold(): Promise<void> {
  await new Promise<void>((resolve) => {
    let told = false
    const hear = (): void => {
      if (told) process.exit(EXIT.interrupted)
      told = true
      resolve()
    }
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, hear)
  })
}
