import type { Finish } from './exit.js'
import { Command } from 'commander'
import { crossValidateCommand } from './cross-validate.js'
import { datasetCommand } from './dataset.js'
import { demoCommand } from './demo.js'
import { ensembleCommand } from './ensemble.js'
import { evaluateCommand } from './evaluate.js'
import { exportCommand } from './export.js'
import { infoCommand } from './info.js'
import { nativeCommand } from './native.js'
import { planCommand } from './plan.js'
import { previewCommand } from './preview.js'
import { segmentCommand } from './segment.js'
import { serveCommand } from './serve.js'
import type { Terminal } from './terminal.js'
import { trainCommand } from './train.js'
import { version } from '../support/version.js'
import { workCommand } from './work.js'

/** `spad` and its commands. */
export function buildProgram(terminal: Terminal, finish: Finish): Command {
  const program = new Command('spad')
    .description('Structure and progress aware diffusion for medical image segmentation.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help, or that of a command')
    .addHelpText(
      'after',
      '\nExample:\n  $ spad train --data my-images --out runs/first\n' +
        '  $ spad evaluate --model runs/first --data my-images --split test --report report.html\n' +
        '  $ spad segment --model runs/first --out results new/*.png\n',
    )
  for (const make of [
    datasetCommand,
    planCommand,
    trainCommand,
    crossValidateCommand,
    ensembleCommand,
    segmentCommand,
    evaluateCommand,
    exportCommand,
    serveCommand,
    workCommand,
    previewCommand,
    infoCommand,
    nativeCommand,
    demoCommand,
  ])
    program.addCommand(make(terminal, finish))
  const output = {
    writeOut: (text: string): void => {
      terminal.out(text)
    },
    writeErr: (text: string): void => {
      terminal.err(text)
    },
  }
  for (const command of withThoseBelow(program))
    command
      .exitOverride()
      .configureOutput(output)
      .showHelpAfterError('(`--help` shows the options and an example)')
  return program
}

function withThoseBelow(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withThoseBelow)]
}
