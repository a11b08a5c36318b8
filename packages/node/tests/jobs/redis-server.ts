import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Whether there is a Redis to start. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0

/** A test's title, with what it lacks. */
export const titled = (title: string): string =>
  hasRedis ? title : `${title} (left out: no redis-server)`

/** A Redis on this machine. */
export interface StartedRedis {
  readonly url: string
  /** Kills it, as a machine that fails does. */
  kill(): Promise<void>
  /** Starts it again on its files. */
  start(): Promise<void>
}

/** Starts a Redis that remembers, on a port of its own, until the test is over. */
export async function startRedis(keepFor = onTestFinished): Promise<StartedRedis> {
  const dir = await mkdtemp(join(tmpdir(), 'spad-redis-'))
  const port = await freePort()
  let child: ChildProcess | undefined
  const kill = async (): Promise<void> => {
    if (child?.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child?.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
  }
  const start = async (): Promise<void> => {
    const words = `--port ${port} --bind 127.0.0.1 --dir ${dir} --appendonly yes --appendfsync everysec`
    child = spawn('redis-server', [...words.split(' '), '--save', '', ...POLICY])
    await new Promise<void>((resolve, reject) => {
      child?.stdout?.on('data', (text: Buffer) => {
        if (text.includes('Ready to accept connections')) resolve()
      })
      child?.once('exit', () => {
        reject(new Error('redis-server ended'))
      })
    })
  }
  keepFor(async () => {
    await kill()
    await rm(dir, { recursive: true, force: true })
  })
  await start()
  return { url: `redis://127.0.0.1:${port}`, kill, start }
}

const POLICY = ['--maxmemory-policy', 'noeviction']

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}
