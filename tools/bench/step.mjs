// Times the reference training step and forward pass (reference.mjs, reference.py) on one core, in one run:
// wasm and native tfjs against PyTorch, and the forward pass also against onnxruntime-web.
//
//   node tools/bench/step.mjs [--python PYTHON] [--rounds 40] [--core 0] [--out FILE.jsonl]
//
//   --python   a Python with torch (and onnx, for onnxruntime-web's copy of the network); without it they are left out
//   --rounds   how often everybody takes a turn
//   --core     the core that all of them are pinned to (Linux; elsewhere each is held to one thread)
//   --out      JSON lines: the machine, every turn, the summary; the table goes to FILE.md beside it
//
// Everybody is a process of its own that waits its turn, so that a loaded machine slows all alike. Ratios are
// medians over rounds of the quotient of neighbours in time. onnxruntime-web: `npm i` in tools/bench, once; a
// contestant that cannot start is left out and its reason printed.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { format } from 'prettier'

const { values: options } = parseArgs({
  options: {
    python: { type: 'string' },
    rounds: { type: 'string', default: '40' },
    core: { type: 'string', default: '0' },
    out: { type: 'string' },
  },
})
const here = (file) => fileURLToPath(new URL(file, import.meta.url))
const node = (file, ...rest) => [
  process.execPath,
  '--import',
  'tsx',
  '--conditions=@spad/source',
  here(file),
  ...rest,
]
const oneThread = {
  OMP_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
  TF_CPP_MIN_LOG_LEVEL: '3',
}

/** Starts a worker; resolves once it has said `ready`, rejects with the last line of its complaint. */
async function start(name, command) {
  const pinned = platform() === 'linux' ? ['taskset', '-c', options.core, ...command] : command
  const child = spawn(pinned[0], pinned.slice(1), {
    cwd: here('../..'),
    env: { ...process.env, ...oneThread },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let complaint = ''
  child.stderr.on('data', (text) => (complaint += text))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const died = new Promise((_, reject) => {
    child.on('error', reject)
    child.on('close', () =>
      reject(new Error(complaint.match(/^.*Error.*$/m)?.[0] ?? `${name} ended`)),
    )
  })
  died.catch(() => {})
  const line = async () => (await Promise.race([lines.next(), died])).value ?? died
  const version = (await line()).replace('ready', '').trim()
  return {
    name,
    version,
    async ask(question) {
      child.stdin.write(`${question}\n`)
      return line()
    },
    async time(question) {
      const [wall, cpu, value] = (await this.ask(question)).split(' ').map(Number)
      return { wall, cpu, value }
    },
    quit: () => child.stdin.end('quit\n'),
  }
}

const folder = mkdtempSync(join(tmpdir(), 'bench-'))
const onnx = join(folder, 'reference.onnx')
const left = []
const workers = {}
const attempt = async (name, make) => {
  try {
    workers[name] = await make()
    return workers[name]
  } catch (error) {
    left.push(`${name} is left out: ${error.message}`)
    return undefined
  }
}

await attempt('wasm', () => start('wasm', node('worker.mjs', 'wasm')))
await attempt('native', () => start('native', node('worker.mjs', 'native')))
const torch = await attempt('PyTorch', () => {
  if (!options.python) throw new Error('no --python')
  return start('PyTorch', [options.python, '-W', 'ignore', here('reference.py')])
})
await attempt('onnxruntime-web', async () => {
  if (!existsSync(here('node_modules/onnxruntime-web')))
    throw new Error('run `npm i` in tools/bench')
  if (!torch) throw new Error('its network is exported by PyTorch')
  const answer = await torch.ask(`export ${onnx}`)
  if (answer !== 'exported') throw new Error(answer)
  return start('onnxruntime-web', [process.execPath, here('worker-ort.mjs'), onnx])
})

/** Contestants in their order of turns: PyTorch in both of its memory layouts. */
const turns = Object.values(workers).flatMap((worker) =>
  worker.name === 'PyTorch'
    ? ['channels-last', 'channels-first'].map((layout) => ({
        worker,
        layout,
        label: `PyTorch, ${layout}`,
      }))
    : [{ worker, label: worker.name }],
)
const asks = (what, turn) => (turn.layout ? `${what} ${turn.layout}` : what)
const trains = ({ worker }) => worker.name !== 'onnxruntime-web'

// Do all compute the same? The sum of the first logits, then the losses of the first steps.
const records = []
for (const turn of turns) {
  const logits = (await turn.worker.time(asks('forward', turn))).value
  const losses = []
  if (trains(turn))
    for (let i = 0; i < 5; i++) losses.push((await turn.worker.time(asks('step', turn))).value)
  else for (let i = 0; i < 5; i++) await turn.worker.time('forward')
  records.push({ kind: 'agreement', who: turn.label, logits, losses })
}
const reference = records[0]
for (const { who, logits, losses } of records) {
  const far = Math.max(
    Math.abs(logits / reference.logits - 1),
    ...losses.map((loss, i) => Math.abs(loss / reference.losses[i] - 1)),
  )
  if (!(far < 1e-4))
    throw new Error(`${who} computes something else: ${far} away from ${reference.who}`)
}

const rounds = []
for (let round = 0; round < Number(options.rounds); round++) {
  const result = { kind: 'round', round, step: {}, forward: {} }
  for (const what of ['step', 'forward'])
    for (const turn of turns)
      if (what === 'forward' || trains(turn)) {
        const { wall, cpu } = await turn.worker.time(asks(what, turn))
        result[what][turn.label] = { wall, cpu }
      }
  rounds.push(result)
}
for (const worker of Object.values(workers)) worker.quit()
rmSync(folder, { recursive: true })

const quantile = (values, q) => {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * q
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]]
  return low + (high - low) * (at - Math.floor(at))
}
const spread = (values) => [0.25, 0.5, 0.75].map((q) => quantile(values, q))
const series = (what, label, clock) => rounds.map((round) => round[what][label][clock])

/** The contestant that others are measured by: PyTorch in its faster layout, or onnxruntime-web. */
function fastest(what, labels) {
  const medians = labels.map((label) => [quantile(series(what, label, 'wall'), 0.5), label])
  return medians.sort((a, b) => a[0] - b[0])[0]?.[1]
}

const summary = []
for (const what of ['step', 'forward']) {
  const labels = turns
    .filter((turn) => what === 'forward' || trains(turn))
    .map((turn) => turn.label)
  const torchLabel = fastest(
    what,
    labels.filter((label) => label.startsWith('PyTorch')),
  )
  const ortLabel = labels.find((label) => label === 'onnxruntime-web')
  for (const label of labels) {
    const ratio = (base, clock) =>
      base && spread(series(what, label, clock).map((ms, i) => ms / series(what, base, clock)[i]))
    summary.push({
      kind: 'summary',
      what,
      who: label,
      wall: spread(series(what, label, 'wall')),
      cpu: spread(series(what, label, 'cpu')),
      toPyTorch: { wall: ratio(torchLabel, 'wall'), cpu: ratio(torchLabel, 'cpu') },
      toOnnxRuntimeWeb:
        what === 'forward'
          ? { wall: ratio(ortLabel, 'wall'), cpu: ratio(ortLabel, 'cpu') }
          : undefined,
    })
  }
}

const ms = ([low, median, high]) => `${median.toFixed(1)} (${low.toFixed(1)}–${high.toFixed(1)})`
const times = (ratio) =>
  ratio ? `${ratio[1].toFixed(2)} (${ratio[0].toFixed(2)}–${ratio[2].toFixed(2)})` : ''
const machine = {
  kind: 'machine',
  cpu: cpus()[0]?.model.trim(),
  cores: cpus().length,
  node: process.version,
  core: options.core,
  rounds: rounds.length,
  versions: Object.fromEntries(Object.values(workers).map(({ name, version }) => [name, version])),
  left,
}
const table = [
  `${machine.cpu}, ${machine.cores} cores, everything on one; Node ${machine.node}; ${machine.rounds} interleaved rounds.`,
  Object.entries(machine.versions)
    .map(([name, version]) => `${name} ${version}`)
    .join('; ') + '.',
  'Milliseconds and ratios: median (quartiles). A ratio is the median of the quotients round by round.',
  '',
  '| What | Who | wall ms | CPU ms | to PyTorch, wall | to PyTorch, CPU | to onnxruntime-web, wall | to onnxruntime-web, CPU |',
  '|---|---|---|---|---|---|---|---|',
  ...summary.map(
    ({ what, who, wall, cpu, toPyTorch, toOnnxRuntimeWeb: web }) =>
      `| ${[what, who, ms(wall), ms(cpu), times(toPyTorch.wall), times(toPyTorch.cpu), times(web?.wall), times(web?.cpu)].join(' | ')} |`,
  ),
  ...left.map((line) => `\n${line}`),
].join('\n')
console.log(table)
if (options.out) {
  const lines = [machine, ...records, ...rounds, ...summary].map((line) => JSON.stringify(line))
  writeFileSync(options.out, `${lines.join('\n')}\n`)
  const text = await format(table, { parser: 'markdown' })
  writeFileSync(options.out.replace(/\.jsonl$/, '.md'), text)
}
