import type { Command } from 'commander'
import { GROUP_PATTERN_HELP, numeric, withConfig } from './options.js'
import { backendHelp } from '../backend/start-backend.js'

/**
 * Adds what every training can be told.
 *
 * @param out What `--out` is the folder of, as the help says it.
 */
export function withTraining(command: Command, out: string): Command {
  command
    .option(
      '--data <dir>',
      'the data set: images/, masks/ and perhaps dataset.json; in S3 s3://BUCKET/FOLDER',
    )
    .option('--group-pattern <regex>', GROUP_PATTERN_HELP)
    .option('--out <dir>', out)
    .option(
      '--recipe <name>',
      'spad, unet for the plain baseline, mask, which iterates over a noisy mask, or readers (default: spad; readers where several drew)',
    )
    .option(
      '--readers <use>',
      'learn of several readers one at a time, their mean or the masks: draw, soft or consensus (default: draw)',
    )
    .option('--preset <name>', 'size of the network: tiny, small or base (default: small)')
    .option(
      '--size <pixels>',
      'what the network works at: 128 or 128x256, height x width (default: by the images)',
    )
    .option(
      '--fit <name>',
      'resize: whole images at one size; windows: parts of them, in their own proportions (default: by the images)',
    )
    .option(
      '--context <times>',
      'windows also see what lies around them, so many times their sides (default: none)',
      numeric,
    )
    .option(
      '--init <model>',
      'begin with the weights of a run, a folder with model.json, or a name that `spad info` lists (default: random ones)',
    )
    .option('--steps <n>', 'optimiser steps (default: 3000; of readers 6000)', numeric)
    .option('--batch <n>', 'cases per step (default: 8)', numeric)
    .option('--seed <n>', 'decides weights, order, augmentation and noise (default: 0)', numeric)
    .option('--backend <name>', backendHelp('auto'))
    .option('--threads <n>', 'threads of the native backend (default: all)', numeric)
    .option('--workers <n>', 'threads that share each step, on wasm (default: 1)', numeric)
    .option(
      '--patience <n>',
      'end after so many validations without a gain (default: never)',
      numeric,
    )
    .option('--tensorboard', 'write the metrics as a TensorBoard event file of the run too')
    .option('--tune', 'choose on validation images what is done to answers (default)')
    .option('--no-tune', 'leave the answers as trained')
    .option(
      '--parts <file>',
      'a module with parts of your own: noises, schedules, losses, networks, data sets, …',
    )
  return withConfig(command, 'learningRate.peak=0.001')
}
