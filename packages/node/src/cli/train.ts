import { Command } from 'commander'
import { trainIn } from './train-run.js'
import type { Finish } from './exit.js'
import { gatherOptions, refuseBoth, withExample } from './options.js'
import type { Terminal } from './terminal.js'
import { withTraining } from './train-options.js'
import { planRun } from './resume.js'

/** `spad train`: a data set in, a run out. */
export function trainCommand(terminal: Terminal, finish: Finish): Command {
  const command = new Command('train').description('Train a model on a folder of images and masks.')
  withTraining(command, 'the folder for the run: model, checkpoint, metrics, report')
    .option('--fold <k/n>', 'validate on part k of n of the cases that are no test cases')
    .option('--resume', 'go on with the run in --out, with the options that it was begun with')
    .option('--overwrite', 'remove the run in --out first')
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
