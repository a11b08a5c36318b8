import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { chownSync, mkdtempSync, readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { freePort } from './redis-server.js'

const bin = programs()
const account = accountOf()

/** Whether there is a PostgreSQL to start, and somebody to start it as: it refuses the superuser. */
export const hasPostgres = bin !== undefined && account !== undefined

/** A PostgreSQL on this machine. */
export interface StartedPostgres {
  readonly url: string
  /** Ends it at once, its helpers too. */
  kill(): Promise<void>
  /** Starts it again on its files. */
  start(): Promise<void>
}

/** Starts a PostgreSQL on a port of its own until the test is over. */
export async function startPostgres(keepFor = onTestFinished): Promise<StartedPostgres> {
  if (bin === undefined || account === undefined) throw new Error('there is no PostgreSQL')
  const { uid, gid } = account
  const dir = mkdtempSync(join(tmpdir(), 'spad-postgres-'))
  chownSync(dir, uid, gid)
  const data = join(dir, 'data')
  const as = { uid, gid, cwd: dir }
  const made = spawnSync(join(bin, 'initdb'), ['-D', data, '-U', 'spad', '-A', 'trust'], as)
  if (made.status !== 0) throw new Error(made.stderr.toString())
  const port = await freePort()
  let child: ChildProcess | undefined
  const kill = async (): Promise<void> => {
    if (child?.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child?.once('exit', resolve))
    child.kill('SIGQUIT')
    await ended
  }
  const ready = (): boolean =>
    spawnSync(join(bin, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)]).status === 0
  const start = async (): Promise<void> => {
    const words = ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', dir]
    child = spawn(join(bin, 'postgres'), words, { ...as, stdio: 'ignore' })
    while (!ready()) await new Promise((resolve) => setTimeout(resolve, 100))
  }
  keepFor(async () => {
    await kill()
    await rm(dir, { recursive: true, force: true })
  })
  await start()
  return { url: `postgres://spad@127.0.0.1:${port}/postgres`, kill, start }
}

function programs(): string | undefined {
  try {
    const root = '/usr/lib/postgresql'
    const [version] = readdirSync(root).sort().reverse()
    return version === undefined ? undefined : join(root, version, 'bin')
  } catch {
    return undefined
  }
}

function accountOf(): { readonly uid: number; readonly gid: number } | undefined {
  const { uid, gid } = userInfo()
  if (uid !== 0) return { uid, gid }
  try {
    const number = (flag: string): number => Number(execFileSync('id', [flag, 'postgres']))
    return { uid: number('-u'), gid: number('-g') }
  } catch {
    return undefined
  }
}
