// @ts-check
// Requests a second of `spad serve`, with images that wait in one pass and with each alone, in turns, and how soon
// `/health` answers meanwhile.
//
//   npm run bench -- --only serve [--short] [--out FILE.json]
//
// Two servers of two children each run at once, of which one is asked at a time, over 16 connections that each send
// the next picture of 128×128 when theirs is answered. CPU is that of a server and its children, `own` that of the
// server alone, whose loop `/health` waits for (Linux).
import { execFileSync, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { makePhantoms } from '@spad/core/phantoms'
import { encodePng } from '@spad/node'
import { fromSource, here } from './contestants.mjs'
import { quantile, spreadOf } from './statistics.mjs'

const CONNECTIONS = 16
const SIDE = 128

/** @typedef {{ url: string, cpu: () => number, own: () => number, stop: () => void }} Running */
/** @typedef {{ rate: number, cpu: number, own: number, p50: number, p99: number, health: number }} Round */

const { values: options } = parseArgs({
  options: { short: { type: 'boolean', default: false }, out: { type: 'string' } },
})
const rounds = options.short ? 4 : 12
const seconds = options.short ? 3 : 8

const servers = {
  together: await startServer(8),
  alone: await startServer(1),
}
const [phantom] = makePhantoms({ kind: 'chest', count: 1, size: [SIDE, SIDE] })
if (!phantom) throw new Error('there is no phantom')
const body = Buffer.from(await encodePng(phantom.image))

/** @type {Record<keyof typeof servers, Round[]>} */
const found = { together: [], alone: [] }
for (const server of Object.values(servers)) await load(server, 3)
for (let round = 0; round < rounds; round++)
  for (const name of /** @type {const} */ (['together', 'alone']))
    found[name].push(await load(servers[name], seconds))
for (const { stop } of Object.values(servers)) stop()

const result = Object.fromEntries(
  Object.entries(found).map(([name, list]) => [
    name,
    Object.fromEntries(
      /** @type {(keyof Round)[]} */ (['rate', 'cpu', 'own', 'p50', 'p99', 'health']).map((key) => [
        key,
        spreadOf(list.map((one) => one[key])),
      ]),
    ),
  ]),
)
/** @param {keyof Round} key */
const ratio = (key) =>
  spreadOf(found.together.map((one, i) => one[key] / (found.alone[i]?.[key] ?? NaN)))
const summary = {
  ...result,
  'requests a second, together / alone': ratio('rate'),
  'CPU a request, alone / together': spreadOf(
    found.together.map((one, i) => (found.alone[i]?.cpu ?? NaN) / one.cpu),
  ),
  'p99 / p50, together': spreadOf(found.together.map(({ p50, p99 }) => p99 / p50)),
}
for (const [name, value] of Object.entries(summary)) console.log(name, JSON.stringify(value))
if (options.out) writeFileSync(options.out, `${JSON.stringify(summary, undefined, 2)}\n`)
process.exit(0)

/** @param {number} together @returns {Promise<Running>} */
async function startServer(together) {
  const [program = '', ...args] = fromSource(
    here('../../packages/node/tests/cli/spad.ts'),
    ...['serve', '--model', 'cxr-lungs', '--port', '0', '--children', '2', '--threads', '1'],
    ...['--together', String(together)],
  )
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const { value: url } = await lines.next()
  if (!url) throw new Error('a server ended early')
  const pid = child.pid ?? 0
  return {
    url,
    cpu: () => [pid, ...childrenOf(pid)].reduce((sum, one) => sum + cpuOf(one), 0),
    own: () => cpuOf(pid),
    stop: () => child.kill('SIGKILL'),
  }
}

/** @param {number} pid */
function childrenOf(pid) {
  const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
  return children
    .split('\n')
    .map((one) => Number(one))
    .filter(Boolean)
}

/** Milliseconds of CPU of a process until now; none of one that has ended. @param {number} pid */
function cpuOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return 0
  }
}

/** @param {Running} server @param {number} seconds @returns {Promise<Round>} */
async function load({ url, cpu, own }, seconds) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS + 1 })
  /** @type {number[]} */
  const times = []
  /** @type {number[]} */
  const health = []
  const start = performance.now()
  const [spent, alone] = [cpu(), own()]
  const end = start + 1000 * seconds
  const asking = Array.from({ length: CONNECTIONS }, async () => {
    while (performance.now() < end) times.push(await ask(`${url}/segment`, agent, body))
  })
  const watching = (async () => {
    while (performance.now() < end) {
      health.push(await ask(`${url}/health`, agent))
      await new Promise((settle) => setTimeout(settle, 50))
    }
  })()
  await Promise.all([...asking, watching])
  const elapsed = (performance.now() - start) / 1000
  const [used, usedAlone] = [cpu() - spent, own() - alone]
  agent.destroy()
  return {
    rate: times.length / elapsed,
    cpu: used / times.length,
    own: usedAlone / times.length,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    health: quantile(health, 0.99),
  }
}

/** Milliseconds until an answer is there. @param {string} url @param {http.Agent} agent @param {Buffer} [body] */
function ask(url, agent, body) {
  const start = performance.now()
  return new Promise((resolve, reject) => {
    const request = http.request(url, { agent, method: body ? 'POST' : 'GET' }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`))
      response.resume().on('end', () => resolve(performance.now() - start))
    })
    request.on('error', reject)
    request.end(body)
  })
}
