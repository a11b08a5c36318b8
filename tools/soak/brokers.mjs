// @ts-check
// Brokers on this machine, each on a port of its own, that can be killed and started again on their files.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'

/**
 * @typedef {object} Broker
 * @property {string} url
 * @property {() => Promise<void>} restart kills it and starts it again
 * @property {() => Promise<void>} stop
 */

/** Why there is none, or what starts one in a folder. @typedef {string | ((dir: string) => Promise<Broker>)} Offer */

/** @returns {Record<string, Offer>} */
export function brokers() {
  return { redis: redis(), postgres: postgres() }
}

/** @returns {Offer} */
function redis() {
  if (spawnSync('redis-server', ['--version']).status !== 0) return 'there is no redis-server'
  return async (dir) => {
    const port = await freePort()
    const words = `--port ${port} --bind 127.0.0.1 --dir ${dir} --appendonly yes --appendfsync everysec`
    const more = ['--save', '', '--maxmemory-policy', 'noeviction']
    const start = () => spawn('redis-server', [...words.split(' '), ...more], { stdio: 'ignore' })
    return await running(`redis://127.0.0.1:${port}`, () => answers(port), start)
  }
}

/** @returns {Offer} */
function postgres() {
  const bin = programs()
  if (bin === undefined) return 'there is no PostgreSQL'
  const account = accountOf()
  if (!account) return 'PostgreSQL refuses the superuser, and there is no account postgres'
  return async (dir) => {
    const place = join(dir, 'postgres')
    mkdirSync(place)
    chownSync(place, account.uid, account.gid)
    const [data, port] = [join(place, 'data'), await freePort()]
    const as = { ...account, cwd: place }
    const made = spawnSync(join(bin, 'initdb'), ['-D', data, '-U', 'spad', '-A', 'trust'], as)
    if (made.status !== 0) throw new Error(made.stderr.toString())
    const words = ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', place]
    const start = () => spawn(join(bin, 'postgres'), words, { ...as, stdio: 'ignore' })
    // it listens before it answers
    const ready = ['-h', '127.0.0.1', '-p', String(port)]
    const isReady = () => Promise.resolve(spawnSync(join(bin, 'pg_isready'), ready).status === 0)
    return await running(`postgres://spad@127.0.0.1:${port}/postgres`, isReady, start)
  }
}

/**
 * @param {string} url @param {() => Promise<boolean>} isReady
 * @param {() => import('node:child_process').ChildProcess} start
 * @returns {Promise<Broker>}
 */
async function running(url, isReady, start) {
  let child = start()
  const stop = async (/** @type {NodeJS.Signals} */ signal) => {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await ended
  }
  await untilReady(url, isReady)
  return {
    url,
    async restart() {
      // what a broker that writes once a second may lose
      await wait(1100)
      // PostgreSQL's helpers outlive a SIGKILL of their parent and hold its folder
      await stop(url.startsWith('postgres') ? 'SIGQUIT' : 'SIGKILL')
      child = start()
      await untilReady(url, isReady)
    },
    stop: () => stop('SIGQUIT'),
  }
}

/** @param {string} url @param {() => Promise<boolean>} isReady */
async function untilReady(url, isReady) {
  for (let tries = 0; tries < 600; tries++) {
    if (await isReady()) return
    await wait(100)
  }
  throw new Error(`${url} is not ready after a minute`)
}

/** Whether somebody listens. @param {number} port @returns {Promise<boolean>} */
function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    }).on('error', () => resolve(false))
  })
}

/** @returns {Promise<number>} */
async function freePort() {
  const server = createServer()
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

function programs() {
  const root = '/usr/lib/postgresql'
  const [version] = existsSync(root) ? readdirSync(root).sort().reverse() : []
  return version === undefined ? undefined : join(root, version, 'bin')
}

/** PostgreSQL's own account where this is the superuser's. */
function accountOf() {
  const { uid, gid } = userInfo()
  if (process.platform === 'win32' || uid !== 0) return { uid, gid }
  try {
    const number = (/** @type {string} */ flag) => Number(execFileSync('id', [flag, 'postgres']))
    return { uid: number('-u'), gid: number('-g') }
  } catch {
    return undefined
  }
}
