#!/usr/bin/env node
/**
 * Trains and evaluates `spad` and its baseline on real sets, one JSON line per run.
 *
 *   node tools/results/run.mjs --data DIR --out FILE.jsonl [--sets a,b] [--recipes spad,unet]
 *        [--seeds 1,2,3] [--jobs 2] [--work DIR] [--plan FILE.json]
 *
 * DIR holds one folder per set. A run that FILE already has is not made again, so a killed call goes
 * on where it stopped. Build first: npm run build. Native TensorFlow is advised: npx spad native install.
 */
import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const here = dirname(fileURLToPath(import.meta.url))
const spad = join(here, '../../packages/node/bin/spad.js')
const { values: flags } = parseArgs({
  options: {
    data: { type: 'string' },
    out: { type: 'string' },
    sets: { type: 'string' },
    recipes: { type: 'string', default: 'spad,unet' },
    seeds: { type: 'string', default: '1,2,3' },
    jobs: { type: 'string', default: '2' },
    work: { type: 'string', default: join(tmpdir(), 'spad-results') },
    plan: { type: 'string', default: join(here, 'plan.json') },
  },
})
if (!flags.data || !flags.out) {
  console.error('usage: run.mjs --data DIR --out FILE.jsonl (see the top of this file)')
  process.exit(2)
}

/** Set name → arguments of `spad train`. */
const plan = JSON.parse(readFileSync(flags.plan, 'utf8'))
const sets = flags.sets?.split(',') ?? Object.keys(plan)
const done = new Set(
  (existsSync(flags.out) ? readFileSync(flags.out, 'utf8').trim().split('\n') : [])
    .filter(Boolean)
    .map((line) => JSON.parse(line))
    .map(({ set, recipe, seed }) => `${set} ${recipe} ${seed}`),
)
// seeds outermost: after one round there is already a whole table
const queue = flags.seeds
  .split(',')
  .flatMap((seed) =>
    sets.flatMap((set) => flags.recipes.split(',').map((recipe) => ({ set, recipe, seed }))),
  )
  .filter(({ set, recipe, seed }) => !done.has(`${set} ${recipe} ${seed}`))

mkdirSync(flags.work, { recursive: true })
await Promise.all(Array.from({ length: Number(flags.jobs) }, work))

async function work() {
  for (let run = queue.shift(); run; run = queue.shift()) {
    const started = performance.now()
    const data = resolve(flags.data, run.set)
    const folder = resolve(flags.work, `${run.set}-${run.recipe}-${run.seed}`)
    const trained = [
      'train',
      ...['--data', data, '--out', folder, '--recipe', run.recipe, '--seed', run.seed],
      ...(existsSync(join(folder, 'checkpoint')) ? ['--resume'] : []),
      ...plan[run.set],
    ]
    const scores = join(flags.work, `${run.set}-${run.recipe}-${run.seed}.json`)
    await call(trained)
    const seconds = Math.round((performance.now() - started) / 1000)
    await call(['evaluate', '--model', folder, '--data', data, '--split', 'test', '--json', scores])
    const { mean, classes } = JSON.parse(readFileSync(scores, 'utf8'))
    const line = {
      ...run,
      seed: Number(run.seed),
      args: plan[run.set],
      seconds,
      mean,
      classes,
      machine: machine(),
    }
    appendFileSync(flags.out, JSON.stringify(line) + '\n')
    console.log(`${run.set} ${run.recipe} ${run.seed}: Dice ${mean.dice?.toFixed(4)}, ${seconds} s`)
    rmSync(scores)
  }
}

function machine() {
  return { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version }
}

/** One core per run, so that `--jobs` runs share the machine fairly. */
async function call(args) {
  const child = spawn(process.execPath, [spad, ...args], {
    env: {
      ...process.env,
      TF_NUM_INTRAOP_THREADS: '1',
      TF_NUM_INTEROP_THREADS: '1',
      TF_CPP_MIN_LOG_LEVEL: '3',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let errors = ''
  child.stderr.on('data', (text) => (errors += text))
  const code = await new Promise((settle) => child.on('close', settle))
  if (code !== 0) throw new Error(`spad ${args.join(' ')}: exit ${code}\n${errors}`)
}
