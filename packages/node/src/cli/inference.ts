import { checkScales, type Model } from '@spad/core'
import type { Command } from 'commander'
import type { ResolvedAnswer } from '../segmenting/evaluate-model.js'
import type { LoadedModels } from '../run/model-files.js'
import { loadParts } from '../config/load-parts.js'
import { loadWithParts } from '../config/load-with-parts.js'
import { collect, numbers, numeric } from './options.js'
import { backendBeside, engineHelp, type EngineName, useEngine } from '../backend/use-engine.js'
import type { Terminal } from './terminal.js'
import { backendHelp, startBackend } from '../backend/start-backend.js'

/** Adds the options that `segment` and `evaluate` share. */
export function withInference(command: Command): Command {
  return command
    .option(
      '--model <model>',
      'a run, a folder with model.json, or a name that `spad info` lists; given again, all answer with their mean',
      collect,
    )
    .option(
      '--steps <n>',
      'steps of the reverse process, for models that iterate (default: 1, with --samples 10)',
      numeric,
    )
    .option(
      '--ensemble <n>',
      'answers to average; the second is for the mirrored image (default: as the model says, else 1)',
      numeric,
    )
    .option(
      '--scales <list>',
      'scales at which images are seen and answers averaged, such as 0.75,1,1.25 (default: as the model says, else 1)',
      numbers,
    )
    .option(
      '--samples <n>',
      'plausible masks to draw of each image, in 10 steps each unless --steps says otherwise (default: none)',
      numeric,
    )
    .option('--seed <n>', 'decides the noise that the answers differ by (default: 0)', numeric)
    .option('--postprocess', 'do what the model says with small or scattered findings (default)')
    .option('--no-postprocess', 'keep every finding as the network answers')
    .option('--backend <name>', backendHelp('auto'))
    .option('--engine <name>', engineHelp)
    .option('--threads <n>', 'threads of the native backend or onnxruntime (default: all)', numeric)
    .option('--parts <file>', 'a module with parts of your own that the model is made of')
}

interface InferenceConfig {
  readonly model: readonly string[]
  readonly steps: number
  readonly backend: string
  readonly engine: EngineName
  readonly threads?: number | undefined
  readonly parts?: string | undefined
}

/** What is known of an answer before the model is. */
export type AskedOptions = Omit<ResolvedAnswer, 'ensemble'> & {
  readonly ensemble?: number | undefined
}

/** Those of the options that decide an answer, and what the model says where they do not. */
export function answerOptions(
  { steps, ensemble, scales: asked, seed, postprocess }: AskedOptions,
  model: Pick<Model, 'ensemble' | 'scales'>,
): ResolvedAnswer {
  const scales = asked ?? model.scales
  return {
    ...{ steps, ensemble: ensemble ?? model.ensemble ?? 1, seed, postprocess },
    ...(scales && { scales: checkScales(scales) }),
  }
}

/** Starts the backend and loads the model. */
export async function startInference(
  { model, steps, backend, engine, threads, parts: file }: InferenceConfig,
  terminal: Terminal,
): Promise<LoadedModels & { readonly backend: string }> {
  const beside = backendBeside(engine, backend)
  const { name } = await startBackend({ backend: beside, threads }, await loadParts(file))
  const loaded = await loadWithParts(model, file, { engine: useEngine(engine, { threads }) })
  if (steps > 1 && !loaded.model.denoiser.usesState)
    terminal.err(`This model answers in one pass: \`--steps ${steps}\` changes nothing.\n`)
  return { ...loaded, backend: name }
}
