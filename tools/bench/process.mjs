// @ts-check
// A contestant: a process of its own that waits for its turn, so that a loaded machine slows all alike.
import { spawn } from 'node:child_process'
import { platform } from 'node:os'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * @typedef {object} Worker
 * @property {string} version
 * @property {(question: string) => Promise<string>} ask
 * @property {(task: string) => Promise<import('./statistics.mjs').Turn & { value: number }>} time
 * @property {() => void} quit
 */

/**
 * Everybody gets the same threads, and where the system can pin (Linux) the same cores.
 *
 * @param {number} threads
 */
function fair(threads) {
  const count = String(threads)
  return {
    OMP_NUM_THREADS: count,
    MKL_NUM_THREADS: count,
    TF_NUM_INTRAOP_THREADS: count,
    TF_NUM_INTEROP_THREADS: '1',
    TF_CPP_MIN_LOG_LEVEL: '3',
    SPAD_BENCH_THREADS: count,
  }
}

/**
 * Starts a worker; resolves once it has said `ready VERSION`, rejects with its complaint.
 *
 * It answers each line of input with one of output: `wall ms, CPU ms, value` for a task.
 *
 * @param {readonly string[]} command
 * @param {{ cores: string, threads: number }} share
 * @returns {Promise<Worker>}
 */
export async function start(command, { cores, threads }) {
  const pinned = platform() === 'linux' ? ['taskset', '-c', cores, ...command] : command
  const [program = '', ...args] = pinned
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, ...fair(threads) },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let complaint = ''
  child.stderr.on('data', (text) => (complaint += text))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  /** @type {Promise<never>} */
  const died = new Promise((_, reject) => {
    child.on('error', reject)
    child.on('close', () =>
      reject(new Error(complaint.match(/^\w*Error: (.*)$/m)?.[1] ?? 'it ended without a word')),
    )
  })
  died.catch(() => {})
  /** @returns {Promise<string>} */
  const line = async () => (await Promise.race([lines.next(), died])).value ?? died
  const ask = async (/** @type {string} */ question) => {
    child.stdin.write(`${question}\n`)
    return line()
  }
  return {
    version: (await line()).replace('ready', '').trim(),
    ask,
    async time(task) {
      const answer = await ask(task)
      const [wall = NaN, cpu = NaN, value = NaN] = answer.split(' ').map(Number)
      if (!Number.isFinite(wall)) throw new Error(answer)
      return { wall, cpu, value }
    },
    quit() {
      child.stdin.end('quit\n')
      // helpers of its own (those of torch.compile) may keep these open
      child.stdout.destroy()
      child.stderr.destroy()
      child.unref()
    },
  }
}
