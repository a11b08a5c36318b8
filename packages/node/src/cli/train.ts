import { Command } from 'commander'
import { trainIn } from './train-run.js'
import type { Finish } from './program.js'
import {
  gatherOptions,
  GROUP_PATTERN_HELP,
  numeric,
  refuseBoth,
  withConfig,
  withExample,
} from './options.js'
import type { Terminal } from './terminal.js'
import { planRun } from './resume.js'

/** `spad train`: a data set in, a run out. */
export function trainCommand(terminal: Terminal, finish: Finish): Command {
  const command = new Command('train')
    .description('Train a model on a folder of images and masks.')
    .option('--data <dir>', 'the data set: images/, masks/ and perhaps dataset.json')
    .option('--group-pattern <regex>', GROUP_PATTERN_HELP)
    .option('--out <run>', 'the folder for the run: model, checkpoint, metrics, report')
    .option('--recipe <name>', 'spad, or unet for the plain baseline (default: spad)')
    .option('--preset <name>', 'size of the network: tiny, small or base (default: small)')
    .option(
      '--size <pixels>',
      'what the network works at: 128 or 128x256, height x width (default: by the images)',
    )
    .option('--steps <n>', 'optimiser steps (default: 1000)', numeric)
    .option('--batch <n>', 'cases per step (default: 8)', numeric)
    .option('--seed <n>', 'decides weights, order, augmentation and noise (default: 0)', numeric)
    .option('--backend <name>', 'auto, cuda, native, webgpu, wasm or cpu (default: auto)')
    .option('--threads <n>', 'threads of the native backend (default: all)', numeric)
    .option('--workers <n>', 'threads that share each step, on wasm (default: 1)', numeric)
    .option('--parts <file>', 'a module with noises, schedules or networks of your own')
    .option('--resume', 'go on with the run in --out, with the options that it was begun with')
    .option('--overwrite', 'remove the run in --out first')
  withConfig(command)
  withExample(
    command,
    'spad train --data my-images --out runs/first --steps 2000',
    'spad train --out runs/first --resume',
  )
  return command.action(async (flags: Record<string, unknown>) => {
    refuseBoth(flags, 'resume', 'overwrite')
    const { given, origin } = await gatherOptions(flags, ['resume', 'overwrite'])
    const plan = await planRun(given, origin, flags)
    finish(await trainIn(plan, terminal))
  })
}
