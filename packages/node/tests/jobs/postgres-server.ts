import { execFileSync, spawn, spawnSync } from 'node:child_process'
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

/** Starts a PostgreSQL on a port of its own until the test is over; its address. */
export async function startPostgres(keepFor = onTestFinished): Promise<string> {
  if (bin === undefined || account === undefined) throw new Error('there is no PostgreSQL')
  const { uid, gid } = account
  const dir = mkdtempSync(join(tmpdir(), 'spad-postgres-'))
  chownSync(dir, uid, gid)
  const data = join(dir, 'data')
  const as = { uid, gid, cwd: dir }
  const made = spawnSync(join(bin, 'initdb'), ['-D', data, '-U', 'spad', '-A', 'trust'], as)
  if (made.status !== 0) throw new Error(made.stderr.toString())
  const port = await freePort()
  const words = ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', dir]
  const child = spawn(join(bin, 'postgres'), words, { ...as, stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  keepFor(async () => {
    child.kill('SIGQUIT')
    await ended
    await rm(dir, { recursive: true, force: true })
  })
  const ready = (): boolean =>
    spawnSync(join(bin, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)]).status === 0
  while (!ready()) await new Promise((resolve) => setTimeout(resolve, 100))
  return `postgres://spad@127.0.0.1:${port}/postgres`
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
