// @ts-check
// How long a CT is read beside SimpleITK and pylibjpeg, and how much memory `spad segment` takes for one.
//
//   npm run bench -- --only scans [--python PYTHON] [--short] [--out FILE.json]
//
//   --python  one with SimpleITK, pydicom, pylibjpeg and pylibjpeg-openjpeg, which makes the series too; without it
//             memory alone is measured
//   --short   fewer slices and rounds
//
// A series of 200 slices of 512 × 512, plain and as JPEG 2000, is read from its files to its values, all on one core,
// in turns; everybody's values must have one sum. Then a volume of that size is segmented by wasm, and the most memory
// that the process ever held is told (Linux).
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { writeNifti } from '@spad/formats'
import { fromSource, here } from './contestants.mjs'
import { start } from './process.mjs'
import { linesOf } from './statistics.mjs'

const { values: options } = parseArgs({
  options: {
    python: { type: 'string' },
    short: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
})
const slices = options.short ? 40 : 200
const rounds = options.short ? 3 : 7
const SIDE = 512

const folder = mkdtempSync(join(tmpdir(), 'bench-'))
process.on('exit', () => {
  rmSync(folder, { recursive: true })
})

const machine = { cpu: cpus()[0]?.model ?? '', cores: cpus().length, node: process.version }
const result = { machine, slices, reading: await reading(), memory: await memory() }
if (options.out) writeFileSync(options.out, `${JSON.stringify(result, undefined, 2)}\n`)

async function reading() {
  if (options.python === undefined) {
    console.log('reading is left out: `--python` names one with SimpleITK and pylibjpeg')
    return undefined
  }
  execFileSync(options.python, [here('scans.py'), 'make', folder, String(slices)])
  const share = { cores: '0', threads: 1 }
  const ours = await start(fromSource(here('worker-scans.mjs')), share)
  const others = await start([options.python, here('scans.py')], share)
  const tasks = {
    'series, ours': () => ours.time(`read ${join(folder, 'series')}`),
    'series, SimpleITK': () => others.time(`sitk ${join(folder, 'series')}`),
    'JPEG 2000, ours': () => ours.time(`read ${join(folder, 'jpeg2000')}`),
    'JPEG 2000, pylibjpeg': () => others.time(`pylibjpeg ${join(folder, 'jpeg2000')}`),
  }
  /** @type {Record<string, { wall: number, cpu: number, value: number }[]>} */
  const times = Object.fromEntries(Object.keys(tasks).map((name) => [name, []]))
  for (let round = -1; round < rounds; round++)
    for (const [name, run] of Object.entries(tasks)) {
      const turn = await run()
      // the first one is to get warm
      if (round >= 0) times[name]?.push(turn)
    }
  for (const worker of [ours, others]) worker.quit()
  const sums = new Set(Object.values(times).flatMap((turns) => turns.map(({ value }) => value)))
  if (sums.size > 1) throw new Error(`the values differ: their sums are ${[...sums].join(', ')}`)
  const kind = (/** @type {string} */ name) => name.split(',')[0]
  const peers = (/** @type {string} */ who) =>
    Object.keys(tasks).filter(
      (name) => who.endsWith('ours') && name !== who && kind(name) === kind(who),
    )
  const lines = linesOf(times, peers, 'cpu')
  for (const { who, median, spread, peer, ratio, ratioSpread } of lines)
    console.log(
      `${who}: ${median} ms of CPU (${spread.join('–')})` +
        (peer === null ? '' : `, ${ratio} of ${peer} (${ratioSpread?.join('–')})`),
    )
  return { versions: [ours.version, others.version], lines }
}

async function memory() {
  const file = join(folder, 'volume.nii.gz')
  const size = /** @type {const} */ ([SIDE, SIDE, slices])
  const data = Int16Array.from({ length: SIDE * SIDE * slices }, (_, i) => (i * 7919) % 2000)
  const grid = {
    ...{
      size,
      spacing: /** @type {const} */ ([0.7, 0.7, 1.5]),
      origin: /** @type {const} */ ([0, 0, 0]),
    },
    direction: /** @type {const} */ ([1, 0, 0, 0, 1, 0, 0, 0, 1]),
  }
  writeFileSync(file, await writeNifti({ data, grid, channels: 1 }))
  const [program = '', ...args] = fromSource(
    here('../../packages/node/tests/cli/spad.ts'),
    ...['segment', '--model', 'cxr-lungs', '--backend', 'wasm', '--out', join(folder, 'out'), file],
  )
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let [most, told] = [0, '']
  child.stderr.on('data', (text) => (told += text))
  const began = performance.now()
  const watch = setInterval(() => (most = Math.max(most, peakOf(child.pid))), 100)
  const status = await new Promise((resolve) => child.on('close', resolve))
  clearInterval(watch)
  if (status !== 0) throw new Error(told)
  const seconds = Math.round((performance.now() - began) / 1000)
  const megabytes = Math.round(most / 1024)
  console.log(
    `${SIDE} × ${SIDE} × ${slices} on wasm: at most ${megabytes} MB, ${seconds} s by the wall`,
  )
  return { megabytes, seconds }
}

/** The most kB that a process held until now. @param {number | undefined} pid */
function peakOf(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}
