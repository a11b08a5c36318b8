import { EXIT, reportError } from './exit.js'
import { buildProgram } from './program.js'
import { processTerminal, type Terminal, textOnly } from './terminal.js'
import { watchProcess } from './watch-process.js'

/**
 * Runs `spad`.
 *
 * @param argv Arguments after the program's name.
 * @param given Where it writes; by default to this process's terminal, whose signals are then minded too.
 * @returns The exit status: 0 done, 1 unexpected error, 2 wrong use or bad input, 130 interrupted.
 */
export async function main(argv: readonly string[], given?: Terminal): Promise<number> {
  if (!given) watchProcess()
  const terminal = textOnly(given ?? processTerminal())
  let status: number = EXIT.done
  const program = buildProgram(terminal, (ended) => (status = ended))
  try {
    if (argv.length === 0) program.help()
    await program.parseAsync(argv, { from: 'user' })
    return status
  } catch (error) {
    return reportError(error, terminal)
  }
}
