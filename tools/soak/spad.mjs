// @ts-check
import { spawn } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath, URL } from 'node:url'

const script = fileURLToPath(new URL('../../packages/node/bin/spad.js', import.meta.url))
const preload = new URL('inject.mjs', import.meta.url).href

/** The command in a process of its own; `npm run build` made it. @param {string[]} argv */
export function startSpad(...argv) {
  return started([script, ...argv])
}

/**
 * The command with a file operation that goes wrong; see inject.mjs.
 *
 * @param {{ at?: number, kill?: boolean, code?: string, only?: string, count?: string }} fault @param {string[]} argv
 */
export function startFaulty(fault, ...argv) {
  return started(['--import', preload, script, ...argv], { SPAD_SOAK: JSON.stringify(fault) })
}

/** @param {string[]} argv @param {Record<string, string>} env */
function started(argv, env = {}) {
  const child = spawn(process.execPath, argv, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  })
  let text = ''
  child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ piece) => (text += piece))
  /** @type {Promise<{ status: number | null, text: string }>} */
  const ended = new Promise((resolve) =>
    child.on('close', (status) => {
      resolve({ status, text })
    }),
  )
  return { child, ended }
}
