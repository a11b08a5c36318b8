import { Command } from 'commander'
import { installNative } from '../native/install-native.js'
import { nativeRoot } from '../native/native-cache.js'
import { EXIT, type Finish } from './exit.js'
import { type Flags, withExample } from './options.js'
import type { Terminal } from './terminal.js'

/** `spad native`: TensorFlow for this machine. */
export function nativeCommand(terminal: Terminal, finish: Finish): Command {
  const install = new Command('install')
    .description(
      'Fetch TensorFlow with pip, compile its addon, and let it compute. Linux on x86-64, with ' +
        `python3, pip and g++. It stays in ${nativeRoot()} for all projects.`,
    )
    .option('--cuda', "the TensorFlow that uses NVIDIA's cards, with CUDA: 5.7 GB")
  withExample(install, 'spad native install', 'spad native install --cuda')
  install.action(async (flags: Flags) => {
    const { version, device } = await installNative({
      cuda: flags.cuda === true,
      onStep: (step) => {
        terminal.err(`${step}\n`)
      },
    })
    terminal.out(`${version} works on ${device ?? 'this machine'}.\n`)
    finish(EXIT.done)
  })
  const command = new Command('native').description('Install native TensorFlow.')
  withExample(command, 'spad native install')
  return command.addCommand(install)
}
