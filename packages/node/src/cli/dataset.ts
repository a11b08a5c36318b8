import { Command } from 'commander'
import { datasetCheckCommand } from './dataset-check.js'
import { datasetConvertCommand } from './dataset-convert.js'
import type { Finish } from './exit.js'
import type { Terminal } from './terminal.js'

/** `spad dataset`: looks at data sets, and brings those of others into this project's form. */
export function datasetCommand(terminal: Terminal, finish: Finish): Command {
  return new Command('dataset')
    .description('Check a data set, or convert one of another form.')
    .addCommand(datasetCheckCommand(terminal, finish))
    .addCommand(datasetConvertCommand(terminal, finish))
}
