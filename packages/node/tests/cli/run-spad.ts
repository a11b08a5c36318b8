import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { main } from '../../src/cli/main.js'
import { fromSource } from '../from-source.js'

/** What a call of `spad` left behind. */
export interface Result {
  readonly status: number
  readonly out: string
  readonly err: string
}

/** Runs `spad` in this process. */
export async function spad(...argv: string[]): Promise<Result> {
  const texts = { out: '', err: '' }
  const status = await main(argv, {
    out: (text) => (texts.out += text),
    err: (text) => (texts.err += text),
    interactive: false,
    env: {},
  })
  return { status, ...texts }
}

/** `spad` in another process. */
export interface Spawned {
  readonly child: ChildProcess
  readonly ended: Promise<{ status: number | null; signal: NodeJS.Signals | null }>
  readonly texts: () => Omit<Result, 'status'>
}

/** Starts `spad` in a process of its own. */
export function spawnSpad(...argv: string[]): Spawned {
  const script = fileURLToPath(new URL('spad.ts', import.meta.url))
  const child = spawn(process.execPath, [...fromSource, script, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const ended: Spawned['ended'] = new Promise((resolve) => {
    child.on('close', (status, signal) => {
      resolve({ status, signal })
    })
  })
  return { child, ended, texts: () => ({ out, err }) }
}

/** A new folder that is removed when the test is over. */
export async function temporaryFolder(keepFor = onTestFinished): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'spad-'))
  keepFor(async () => {
    await rm(dir, { recursive: true, force: true })
  })
  return dir
}
