import { spawn, spawnSync } from 'node:child_process'
import { onTestFinished } from 'vitest'
import { freePort } from '../jobs/redis-server.js'

const python = process.env.SPAD_PYTHON ?? 'python3'

/** Whether there is an S3 to start: moto, which imitates it. */
export const hasS3 = spawnSync(python, ['-c', 'import moto.server, flask']).status === 0

/** A test's title, with what it lacks. */
export const titled = (title: string): string =>
  hasS3 ? title : `${title} (left out: no python3 with moto[server,s3])`

/** Starts an S3 on this machine and resolves with its address, once it answers. */
export async function startS3(keepFor = onTestFinished): Promise<string> {
  const port = await freePort()
  const args = ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)]
  const child = spawn(python, args, { stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  keepFor(async () => {
    child.kill('SIGKILL')
    await ended
  })
  const url = `http://127.0.0.1:${port}`
  while (child.exitCode === null) {
    if (await fetch(url).catch(() => undefined)) return url
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('moto.server ended')
}
