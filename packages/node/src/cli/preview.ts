import { createRandom, readSample, fail } from '@spad/core'
import { Command } from 'commander'
import { closest } from 'fastest-levenshtein'
import { useBackend } from '../backend/use-backend.js'
import { forPeople } from '../images/for-people.js'
import { encodeCanvas } from '../report/canvas.js'
import { previewFrames, previewMoments } from '../report/preview-frames.js'
import { previewMontage } from '../report/preview-montage.js'
import { writeAtomically } from '../files/atomic.js'
import { checkConfig } from '../config/check-config.js'
import { checkOutputs } from './check-outputs.js'
import { EXIT, type Finish } from './exit.js'
import { loadParts } from '../config/load-parts.js'
import {
  type Flags,
  gatherOptions,
  GROUP_PATTERN_HELP,
  numeric,
  withConfig,
  withExample,
} from './options.js'
import { openWatched } from './open-watched.js'
import { previewParts } from '../config/preview-parts.js'
import { groupsOf } from '../config/groups-of.js'
import { resolveConfig } from '../config/resolve-config.js'
import { previewSchema } from '../config/preview-config.js'
import { shownPath } from '../support/shown-path.js'
import { defaultSize, parseSize } from '../planning/size.js'
import type { Terminal } from './terminal.js'

/** `spad preview`: what ScD and BcD do to one case along training. */
export function previewCommand(terminal: Terminal, finish: Finish): Command {
  const command = new Command('preview')
    .description('Draw what ScD and BcD do to an image and its mask along training.')
    .option(
      '--data <dir>',
      'the data set: images/, masks/ and perhaps dataset.json; in S3 s3://BUCKET/FOLDER',
    )
    .option('--case <name>', 'the case: the name of its image, without the ending')
    .option('--out <file>', 'the PNG to write')
    .option('--group-pattern <regex>', GROUP_PATTERN_HELP)
    .option('--size <pixels>', 'the size to work at: 128 or 128x256 (default: by the image)')
    .option('--seed <n>', 'decides anchors and noise (default: 0)', numeric)
    .option('--parts <file>', 'a module with noises or schedules of your own')
  withConfig(command, 'scd.keep=0.25')
  withExample(command, 'spad preview --data my-images --case patient-07 --out preview.png')
  return command.action(async (flags: Flags) => {
    finish(await preview(flags, terminal))
  })
}

async function preview(flags: Flags, terminal: Terminal): Promise<number> {
  const { given, origin } = await gatherOptions(flags)
  const config = checkConfig(previewSchema, given, origin)
  await checkOutputs(config, ['out'])
  const known = await loadParts(config.parts)
  const data = await openWatched(config.data, groupsOf(config), known.datasets, terminal)
  const index = data.names.indexOf(config.case.normalize('NFC'))
  if (index < 0) unknownCase(config.case, data.names)
  // a few pictures: the plain backend starts at once and is the same everywhere
  await useBackend('cpu')
  const { image } = await data.read(index)
  const size =
    config.size === undefined
      ? defaultSize([image.width / image.height], 16)
      : parseSize(config.size)
  if (!size) return EXIT.misuse
  const preprocessing = { ...size, channels: data.channels, normalization: 'per-image' as const }
  const read = await readSample(data, index, preprocessing)
  const sample = { ...read, image: forPeople(read.image) }
  const parts = previewParts(resolveConfig(config, size, data), known)
  const frames = await previewFrames(
    sample,
    data.classes,
    parts,
    previewMoments(parts.schedule),
    createRandom(config.seed),
  )
  await writeAtomically(config.out, encodeCanvas(previewMontage(sample, data.classes, frames)))
  for (const note of data.notes) terminal.err(`Note: ${note}.\n`)
  terminal.err(`Written: ${shownPath(config.out)}\n`)
  return EXIT.done
}

function unknownCase(name: string, names: readonly string[]): never {
  const near = closest(name, [...names])
  return fail(
    'node',
    `\`--case\` is ${name}: the data set has no case of that name. The nearest is ${near}; there ` +
      `are ${names.length}, such as ${names.slice(0, 3).join(', ')}.`,
  )
}
