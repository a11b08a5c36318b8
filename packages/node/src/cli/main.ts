import { EXIT, reportError } from './exit.js'
import { buildProgram } from './program.js'
import { processTerminal, type Terminal } from './terminal.js'

/**
 * Runs `spad`.
 *
 * @param argv Arguments after the program's name.
 * @returns The exit status: 0 done, 1 unexpected error, 2 wrong use or bad input, 130 interrupted.
 */
export async function main(
  argv: readonly string[],
  terminal: Terminal = processTerminal(),
): Promise<number> {
  let status: number = EXIT.done
  const program = buildProgram(terminal, (given) => (status = given))
  try {
    if (argv.length === 0) program.help()
    await program.parseAsync(argv, { from: 'user' })
    return status
  } catch (error) {
    return reportError(error, terminal)
  }
}
