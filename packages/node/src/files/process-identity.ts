import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** Tells one process from all others, also from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number
  /** The machine, and on Linux the space in which its processes are numbered. */
  readonly host: string
  /** When the machine and the process started, as the system counts it; empty where it does not tell. */
  readonly started: string
}

/** This process. */
export function thisProcess(): ProcessIdentity {
  return { pid: process.pid, host: thisHost(), started: startOf(process.pid) ?? '' }
}

/** Whether a process still runs; `unknown` if that cannot be seen from here. */
export function stateOf({ pid, host, started }: ProcessIdentity): 'alive' | 'gone' | 'unknown' {
  if (host !== thisHost()) return 'unknown'
  if (!runs(pid)) return 'gone'
  const now = startOf(pid)
  return now === undefined || started === '' || now === started ? 'alive' : 'gone'
}

/** Containers may share a name and a folder, but not the numbers of their processes. */
function thisHost(): string {
  const space = read(() => readlinkSync('/proc/self/ns/pid'))
  return space === undefined ? hostname() : `${hostname()} ${space}`
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Of /proc/PID/stat the 22nd field; the second, a name in brackets, may hold anything. */
function startOf(pid: number): string | undefined {
  const boot = read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
  const stat = read(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  if (boot === undefined || stat === undefined) return undefined
  return `${boot} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`
}

function read(look: () => string): string | undefined {
  try {
    return look()
  } catch {
    return undefined
  }
}
