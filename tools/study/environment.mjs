// @ts-check
import { execFileSync, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'

/** @typedef {{ name: string, version: string, device?: string | undefined }} Backend */

/** Set for every child: one core each, so that runs side by side share the machine fairly. */
export const CHILD_ENV = {
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
  TF_CPP_MIN_LOG_LEVEL: '3',
  // a GPU is shared, so nobody takes all of its memory at once
  TF_FORCE_GPU_ALLOW_GROWTH: 'true',
}

/**
 * The fastest backend that works here, found out in a process of its own, which gives back what it took.
 *
 * @param {string} name of a backend, or `auto`
 * @returns {Promise<Backend>}
 */
export async function findBackend(name) {
  const script = fileURLToPath(new URL('best-backend.mjs', import.meta.url))
  const { status, out, err } = await runChild([script, name])
  if (status !== 0) throw new Error(err.trim() || `best-backend.mjs ended with ${status}`)
  return JSON.parse(out.trim().split('\n').at(-1) ?? '')
}

/** What a line says about where it was made. @param {Backend} backend @param {number} jobs */
export function describeMachine(backend, jobs) {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    jobs,
    node: process.version,
    backend: `${backend.name} ${backend.version}`,
    spad: versionOf('@spad/node'),
    tfjs: versionOf('@tensorflow/tfjs-core'),
    ...(backend.device === undefined ? {} : { device: backend.device }),
  }
}

/** @param {string} name of a package */
function versionOf(name) {
  return createRequire(import.meta.url)(`${name}/package.json`).version
}

/**
 * The commit that is checked out, with `+` where files differ from it; `null` outside of git. A copy
 * without git is told it by the variable SPAD_COMMIT.
 */
export function currentCommit() {
  if (process.env.SPAD_COMMIT) return process.env.SPAD_COMMIT
  const git = (/** @type {string[]} */ ...args) =>
    execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no') !== ''
    return `${git('rev-parse', '--short=10', 'HEAD')}${changed ? '+' : ''}`
  } catch {
    return null
  }
}

/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set()

/**
 * Runs Node and waits for it. The fourth channel brings the processor time, if the child reports it.
 *
 * @param {string[]} args @param {Record<string, string>} [env] over this process' own
 * @returns {Promise<{ status: number | null, out: string, err: string, cpu: number | null }>}
 */
export async function runChild(args, env = {}) {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...CHILD_ENV, ...env },
    // the last channel only says whether this process is still there
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'ipc'],
  })
  children.add(child)
  const texts = ['', '', '', '']
  for (const channel of [1, 2, 3])
    child.stdio[channel]?.on('data', (/** @type {Buffer} */ bytes) => {
      texts[channel] += bytes.toString()
    })
  const status = await new Promise((settle) => child.on('close', settle))
  children.delete(child)
  const [, out = '', err = '', cpu = ''] = texts
  return { status, out, err, cpu: cpu === '' ? null : Number(cpu) }
}

/** Asks every child to save what it has and to end. */
export function interruptChildren() {
  for (const child of children) child.kill('SIGINT')
}
