import { Command } from 'commander'
import { withExample } from './options.js'
import type { Finish } from './program.js'
import type { Terminal } from './terminal.js'

export function demoCommand(_terminal: Terminal, _finish: Finish): Command {
  return withExample(new Command('demo').description('demo'), 'spad demo')
}
