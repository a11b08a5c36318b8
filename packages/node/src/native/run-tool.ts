import { execFile, type ExecFileOptions } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** A program of the machine that ended with an error, or is not there. */
export class ToolError extends Error {
  override readonly name = 'ToolError'

  constructor(
    readonly tool: string,
    /** What it printed, or the system's reason why it could not start. */
    readonly output: string,
    readonly missing: boolean,
    cause: unknown,
  ) {
    super(missing ? `${tool} is missing` : `${tool} failed: ${lastLines(output)}`, { cause })
  }
}

/**
 * Runs a program and returns what it wrote on standard output.
 *
 * @throws ToolError with what it printed.
 */
export async function runTool(
  tool: string,
  args: readonly string[],
  options: ExecFileOptions = {},
): Promise<string> {
  try {
    const { stdout } = await execute(tool, args, { maxBuffer: 2 ** 26, ...options })
    return String(stdout)
  } catch (error) {
    options.signal?.throwIfAborted()
    const { code, stderr = '', stdout = '' } = error as ExecError
    const output = `${stdout}\n${stderr}`.trim()
    throw new ToolError(tool, output || String(error), code === 'ENOENT', error)
  }
}

interface ExecError {
  readonly code?: string | number
  readonly stdout?: string
  readonly stderr?: string
}

/** The end of an output, where compilers and package managers say what is wrong. */
export function lastLines(output: string, count = 3): string {
  return output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-count)
    .join('\n')
}
