// @ts-check
// Times training steps, forward passes and segmentations of every backend here against its peers, in one run.
//
//   npm run bench -- [--out FILE.jsonl] [--python PYTHON] [--only NAME,NAME] [--rounds 24] [--threads 1] [--cores 0]
//
//   --out      JSON lines, one per measurement and peer; a table (FILE.md) and a plot (FILE.svg) go beside it
//   --python   a Python with torch, onnx and med-seg-diff-pytorch; without it these peers are left out
//   --only     measurements: step, forward, spad-step, loss, segmentation, inference; default: all;
//              or one of these alone, each of the file of its name: serve, requests a second of `spad serve`; large,
//              files of large pictures to their label maps; windows, memory and time of large images; scans, the
//              reading of a CT beside SimpleITK and pylibjpeg, and memory
//   --rounds   how often everybody takes a turn; the longer ones take fewer
//   --short    a fifth of the rounds and of what is done before to get warm
//   --threads  of every contestant that has a choice; more than one is timed by the wall, one by CPU time
//   --cores    the cores that all of them are pinned to (Linux)
//   --clock    cpu or wall, where that choice is not the one: a graphics card's work is no CPU time
//   --who      contestants by the names of contestants.mjs; default: all; wasm-relaxed wants Node 22
//
// The other peers: `npm i --ignore-scripts` in tools/bench, once. Who cannot start is left out and the reason printed.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { cpus, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { contestants, fromSource, groups, here, measurements } from './contestants.mjs'
import { checkAgreement } from './agreement.mjs'
import { start } from './process.mjs'
import { plotOf, tableOf } from './report.mjs'
import { linesOf } from './statistics.mjs'

const { values: options } = parseArgs({
  options: {
    out: { type: 'string' },
    python: { type: 'string' },
    only: { type: 'string', default: Object.keys(measurements).join() },
    rounds: { type: 'string', default: '24' },
    short: { type: 'boolean', default: false },
    threads: { type: 'string', default: '1' },
    cores: { type: 'string' },
    clock: { type: 'string' },
    who: { type: 'string' },
  },
})
const threads = whole('threads')
const rounds = options.short ? Math.ceil(whole('rounds') / 5) : whole('rounds')
const cores = options.cores ?? (threads === 1 ? '0' : `0-${threads - 1}`)
const clock = chosenClock()
if (['large', 'scans', 'serve', 'windows'].includes(options.only)) {
  const [program = '', ...args] = fromSource(
    ...(options.only === 'windows' ? ['--expose-gc'] : []),
    here(`${options.only}.mjs`),
    ...(options.short ? ['--short'] : []),
  )
  const more = [
    ...(options.out ? ['--out', options.out] : []),
    ...(options.python && options.only === 'scans' ? ['--python', options.python] : []),
  ]
  process.exit(spawnSync(program, [...args, ...more], { stdio: 'inherit' }).status ?? 1)
}
const named = options.only.split(',').flatMap((name) => groups[name] ?? [name])
const chosen = named.map((name) => {
  const measurement = measurements[name]
  if (!measurement) {
    const names = [...Object.keys(groups), ...Object.keys(measurements)]
    refuse(`\`--only\` holds ${name}: there are ${names.join(', ')}.`)
  }
  return { name, ...measurement }
})

const folder = mkdtempSync(join(tmpdir(), 'bench-'))
process.on('exit', () => {
  rmSync(folder, { recursive: true })
})
/** @type {string[]} */
const left = []
/** @type {Record<string, string>} */
const versions = {}
const workers = await startAll()
const lines = []
for (const measurement of chosen) lines.push(...(await measure(measurement)))
for (const { worker } of workers) worker.quit()

const table = tableOf(lines, left)
console.log(table)
if (options.out) {
  mkdirSync(dirname(options.out), { recursive: true })
  writeFileSync(options.out, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  writeFileSync(options.out.replace(/\.jsonl$/, '.md'), table)
  writeFileSync(options.out.replace(/\.jsonl$/, '.svg'), plotOf(lines))
}

/** @param {string} why @returns {never} */
function refuse(why) {
  console.error(`bench: ${why}`)
  process.exit(2)
}

/** @param {'threads' | 'rounds'} name */
function whole(name) {
  const value = Number(options[name])
  if (!Number.isInteger(value) || value < 1)
    refuse(`\`--${name}\` is ${options[name]}: it must be a whole number from 1.`)
  return value
}

function chosenClock() {
  const clock = options.clock ?? (threads === 1 ? 'cpu' : 'wall')
  if (clock !== 'cpu' && clock !== 'wall')
    refuse(`\`--clock\` is ${clock}: it must be cpu or wall.`)
  return clock
}

/** Those that are asked for anything, one after another: starting takes every core. */
async function startAll() {
  const started = []
  const all = contestants(options.python, join(folder, 'reference.onnx'), threads)
  const invited = options.who?.split(',') ?? Object.keys(all).filter((name) => !all[name]?.byName)
  for (const name of invited)
    if (!all[name]) refuse(`\`--who\` holds ${name}: there are ${Object.keys(all).join(', ')}.`)
  for (const [name, { command, prepare, turns }] of Object.entries(all)) {
    if (!invited.includes(name)) continue
    if (!chosen.some((measurement) => turns[measurement.name])) continue
    try {
      const args = typeof command === 'function' ? command() : command
      const worker = await start(args, { cores, threads })
      if (prepare) await worker.ask(prepare)
      versions[name] = worker.version
      started.push({ worker, turns })
    } catch (error) {
      left.push(`${name} is left out: ${messageOf(error)}`)
    }
  }
  return started
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error)
}

/**
 * Lets JavaScript's compiler see the code often enough to make it quick, as it does in any training.
 *
 * @param {() => Promise<unknown>} time
 */
async function warmUp(time) {
  const end = performance.now() + (options.short ? 1000 : 5000)
  for (let turn = 0; turn < 40 && performance.now() < end; turn++) await time()
}

/**
 * All turns of one measurement, round by round.
 *
 * @param {(typeof chosen)[number]} measurement
 * @returns {Promise<import('./report.mjs').Result[]>}
 */
async function measure({ name, title, agree, every = 1, peers }) {
  const players = []
  for (const { worker, turns } of workers)
    for (const { who, task } of turns[name] ?? []) {
      try {
        await worker.time(task) // which also compiles and uploads
        players.push({ who, time: () => worker.time(task) })
      } catch (error) {
        left.push(`${who} is left out of "${title}": ${messageOf(error)}`)
      }
    }
  if (agree) await checkAgreement(players, agree)
  for (const { time } of players) await warmUp(time)
  /** @type {Record<string, import('./statistics.mjs').Turn[]>} */
  const times = {}
  const count = Math.ceil(rounds / every)
  for (let round = 0; round < count; round++)
    for (const { who, time } of players) (times[who] ??= []).push(await time())
  return linesOf(times, peers, clock).map(({ who, ...line }) => ({
    name: title,
    backend: who,
    ...line,
    unit: 'ms',
    rounds: count,
    machine: { cpu: cpus()[0]?.model.trim(), cores: cpus().length, used: cores, threads },
    versions: { ...versions, node: process.version },
  }))
}
