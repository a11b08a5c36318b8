import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { mapParallel } from '../data/parallel.js'
import { type BackendReport, backendNames } from './use-backend.js'

const run = promisify(execFile)

/** Whether a backend works here: what it reports, or why it does not. */
export type BackendListing =
  | { readonly name: string; readonly works: true; readonly report: BackendReport }
  | { readonly name: string; readonly works: false; readonly reason: string }

export interface ListBackendsOptions {
  /**
   * Which to try.
   *
   * @default all of them
   */
  readonly names?: readonly string[]
  /**
   * Node's own flags for the processes that try the backends.
   *
   * @default those of this process
   */
  readonly execArgv?: readonly string[]
}

/**
 * Tries the backends, fastest first, each in a process of its own: one that crashes harms nobody,
 * and the current backend stays.
 */
export async function listBackends({
  names = backendNames,
  execArgv = process.execArgv,
}: ListBackendsOptions = {}): Promise<BackendListing[]> {
  return mapParallel(names, (name) => tryBackend(name, execArgv), 2)
}

/** Run in this package's folder, so that its name leads to itself. */
const probe = (name: string): string => `
  const { useBackend } = await import('@spad/node')
  const answer = await useBackend('${name}').then(
    (report) => ({ report }),
    (error) => ({ reason: error.problem ?? error.message }),
  )
  process.stdout.write('\\n' + JSON.stringify(answer) + '\\n', () => process.exit(0))
`

async function tryBackend(name: string, execArgv: readonly string[]): Promise<BackendListing> {
  const flags = [...absolute(execArgv), '--input-type=module', '-e', probe(name)]
  try {
    const { stdout } = await run(process.execPath, flags, {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      timeout: 60_000,
    })
    const answer = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Answer
    return 'report' in answer
      ? { name, works: true, report: answer.report }
      : { name, works: false, reason: answer.reason }
  } catch (error) {
    return { name, works: false, reason: `its process ended early: ${lastLine(error)}` }
  }
}

/** The process runs in another folder, where a module named by a relative path would not be found. */
function absolute(flags: readonly string[]): string[] {
  const resolved = (place: string): string =>
    /^\.{1,2}[/\\]/.test(place) ? pathToFileURL(resolve(place)).href : place
  return flags.map((flag, i) => {
    const [, option, place] = /^(--(?:import|loader|experimental-loader))=(.*)$/s.exec(flag) ?? []
    if (option !== undefined && place !== undefined) return `${option}=${resolved(place)}`
    const [, asked, required] = /^(--require)=(\.{1,2}[/\\].*)$/s.exec(flag) ?? []
    if (asked !== undefined && required !== undefined) return `${asked}=${resolve(required)}`
    const before = flags[i - 1] ?? ''
    if (/^--(import|loader|experimental-loader)$/.test(before)) return resolved(flag)
    return /^(-r|--require)$/.test(before) && /^\.{1,2}[/\\]/.test(flag) ? resolve(flag) : flag
  })
}

type Answer = { readonly report: BackendReport } | { readonly reason: string }

function lastLine(error: unknown): string {
  const { stderr = '', signal } = error as { stderr?: string; signal?: string }
  return signal ?? stderr.trim().split('\n').at(-1) ?? String(error)
}
