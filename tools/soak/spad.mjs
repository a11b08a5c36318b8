// @ts-check
import { spawn } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath, URL } from 'node:url'

const script = fileURLToPath(new URL('../../packages/node/bin/spad.js', import.meta.url))

/** The command in a process of its own; `npm run build` made it. @param {string[]} argv */
export function startSpad(...argv) {
  const child = spawn(process.execPath, [script, ...argv], { stdio: ['ignore', 'ignore', 'pipe'] })
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
