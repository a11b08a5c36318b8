import { Command } from 'commander'
import { z } from 'zod'
import { openDataset } from '../data/open-dataset.js'
import { planSize } from '../planning/plan-size.js'
import { formatSize } from '../planning/size.js'
import { writeAtomically } from '../files/atomic.js'
import { checkConfig } from '../config/check-config.js'
import { checkOutputs } from './check-outputs.js'
import { EXIT, type Finish } from './exit.js'
import { groupsOf } from '../config/groups-of.js'
import { type Flags, gatherOptions, GROUP_PATTERN_HELP, withExample } from './options.js'
import { measured } from './measured.js'
import { whileCopying } from './open-watched.js'
import { shownPath } from '../support/shown-path.js'
import type { Terminal } from './terminal.js'

const planSchema = z.strictObject({
  data: z.string().min(1),
  groupPattern: z.string().optional(),
  json: z.string().min(1).optional(),
})

/** `spad plan`: what a training on a data set would look at, and why. */
export function planCommand(terminal: Terminal, finish: Finish): Command {
  const command = new Command('plan')
    .description('Say at which size, whole or in windows, `spad train` will look at a data set.')
    .option(
      '--data <dir>',
      'the data set: images/, masks/ and perhaps dataset.json; in S3 s3://BUCKET/FOLDER',
    )
    .option('--group-pattern <regex>', GROUP_PATTERN_HELP)
    .option('--json <file>', 'write the plan, and what it follows from, as JSON')
  withExample(command, 'spad plan --data my-images')
  return command.action(async (flags: Flags) => {
    finish(await plan(flags, terminal))
  })
}

async function plan(flags: Flags, terminal: Terminal): Promise<number> {
  const { given, origin } = await gatherOptions(flags)
  const { data: dir, json, ...groups } = checkConfig(planSchema, given, origin)
  await checkOutputs({ json }, ['json'])
  const data = await whileCopying(terminal, (s3) => openDataset(dir, { ...groupsOf(groups), s3 }))
  const fingerprint = await measured(data, data.splits.train, terminal)
  const { size, fit, reasons } = planSize(fingerprint, STRIDE)
  terminal.out(reasons.map((reason) => `${reason}\n`).join(''))
  terminal.out(
    `spad train --data ${shownPath(data.place)} --out runs/first --size ${formatSize(size)}` +
      `${fit ? ` --set fit.type=windows --set fit.scale=${String(fit.scale)}` : ''}\n`,
  )
  if (json !== undefined) {
    const content = { size: formatSize(size), fit: fit ?? { type: 'resize' }, reasons, fingerprint }
    await writeAtomically(json, `${JSON.stringify(content, undefined, 2)}\n`)
    terminal.err(`Written: ${shownPath(json)}\n`)
  }
  return EXIT.done
}

/** Of the recipe's networks, which halve three times. */
const STRIDE = 8
