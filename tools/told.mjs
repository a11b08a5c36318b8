// @ts-check
import process from 'node:process'
import { SpadError } from '@spad/core'

/**
 * Runs a command: what its user can mend becomes one message on stderr and exit code 2; anything else is a bug,
 * and thrown.
 *
 * @param {string} who begins the message, such as `study`
 * @param {() => Promise<number | void>} run may give the exit code
 */
export async function told(who, run) {
  try {
    const code = await run()
    if (code !== undefined) process.exitCode = code
  } catch (error) {
    if (!(error instanceof SpadError)) throw error
    process.stderr.write(`${who}: ${error.problem}\n`)
    process.exitCode = 2
  }
}
