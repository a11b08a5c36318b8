// @ts-check
import { existsSync, readFileSync } from 'node:fs'
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { stringify } from 'yaml'
import { compact, keyOf, readLines } from './lines.mjs'
import { groupBy } from './stats/numbers.mjs'

/** @typedef {import('./units.mjs').Unit} Unit */

/**
 * @typedef {object} Setting
 * @property {string} out the file of lines
 * @property {string} work the folder for data, runs and scores
 * @property {number} jobs runs side by side
 * @property {string} backend
 * @property {string | null} commit
 * @property {object} environment
 * @property {(argv: string[]) => Promise<{ status: number | null, err: string, cpu: number | null }>} spad calls the command
 * @property {(text: string) => void} say
 * @property {() => boolean} [stopping]
 * @property {string} [queue] where workers take their tasks from, if others make the lines
 */

/**
 * Makes the lines that the file does not have yet, and appends each as soon as it is there. A run that was
 * killed goes on from its checkpoint; one that fails is reported, leaves no line and keeps no other from
 * being made.
 *
 * @param {readonly Unit[]} units
 * @param {Setting} setting
 * @param {(missing: readonly Unit[]) => Promise<{ made: number, failures: string[] }>} [others] make them, if not
 *   this process
 * @returns {Promise<{ made: number, failures: string[] }>}
 */
export async function makeLines(units, setting, others) {
  const done = new Set(readLines(setting.out).map(keyOf))
  const missing = units.filter((unit) => !done.has(keyOf(unit)))
  await mkdir(dirname(setting.out), { recursive: true })
  await mendEnd(setting.out)
  if (others) return await others(missing)
  const total = missing.length
  let made = 0
  const failures = await eachTraining(missing, setting, async (group) => {
    for await (const text of linesOf(group, setting)) {
      await appendFile(setting.out, text)
      made++
      setting.say(`${made} of ${total}: ${told(JSON.parse(text))}\n`)
    }
  })
  return { made, failures }
}

/**
 * Trains what is not trained yet and scores nothing: a machine that trains fast may lack the cores, or the
 * test images, to score. `makeLines` goes on from the runs in `setting.work`, there or wherever they are taken.
 *
 * @param {readonly Unit[]} units
 * @param {Setting} setting
 * @returns {Promise<{ made: number, failures: string[] }>}
 */
export async function makeTrainings(units, setting) {
  await mkdir(join(setting.work, 'runs'), { recursive: true })
  const missing = units.filter((unit) => !existsSync(noteOf(runOf(unit, setting))))
  let made = 0
  const failures = await eachTraining(missing, setting, async ([unit]) => {
    const { seconds, best } = await trainOnce(unit, runOf(unit, setting), setting)
    made++
    const validated = best ? `, validation Dice ${best.dice.toFixed(4)}` : ''
    setting.say(`${made}: ${nameOf(unit)} is trained, ${Math.round(seconds)} s${validated}\n`)
  })
  return { made, failures }
}

/**
 * Units that differ in how they answer or what they are scored on share a training: each group once, as
 * many at a time as there are jobs.
 *
 * @param {readonly Unit[]} units @param {Setting} setting
 * @param {(group: [Unit, ...Unit[]]) => Promise<void>} work
 * @returns {Promise<string[]>} what failed
 */
async function eachTraining(units, setting, work) {
  const groups = groupBy(units, ({ training }) => training).values()
  const queue = /** @type {[Unit, ...Unit[]][]} */ ([...groups])
  /** @type {string[]} */
  const failures = []
  const worker = async () => {
    for (let group = queue.shift(); group && !setting.stopping?.(); group = queue.shift())
      try {
        await work(group)
      } catch (error) {
        if (setting.stopping?.()) return
        failures.push(`${nameOf(group[0])}: ${error instanceof Error ? error.message : error}`)
        setting.say(`failed: ${failures.at(-1)}\n`)
      }
  }
  await Promise.all(Array.from({ length: setting.jobs }, worker))
  return failures
}

/** @param {Pick<Unit, 'set' | 'variant' | 'regime' | 'seed'> & { fold: string }} unit */
export function nameOf({ set, fold, variant, regime, seed }) {
  return `${set} ${fold}, ${variant}, ${regime}, seed ${seed}`
}

/** The folder of a training. @param {Unit} unit @param {Setting} setting */
function runOf({ set, fold, seed, training }, { work }) {
  return join(work, 'runs', `${set}-${fold}-${seed}-${training}`)
}

/** A line that a kill cut short would swallow the next one. @param {string} file */
async function mendEnd(file) {
  if (!existsSync(file)) return
  const text = await readFile(file, 'utf8')
  if (text !== '' && !text.endsWith('\n'))
    await writeFile(file, text.slice(0, text.lastIndexOf('\n') + 1))
}

/** @param {[Unit, ...Unit[]]} group of one training @param {Setting} setting @returns {AsyncGenerator<string>} */
export async function* linesOf(group, setting) {
  const run = runOf(group[0], setting)
  await mkdir(dirname(run), { recursive: true })
  const trained = await trainOnce(group[0], run, setting)
  const place = placeOf(setting)
  const { commit, environment } = { ...place, ...trained.place }
  for (const unit of group) {
    if (setting.stopping?.()) return
    const { scores, group: groupOf, seconds, cpu } = await score(unit, run, setting)
    const { set, fold, variant, regime, seed, split, steps, config, training } = unit
    const line = {
      ...{ set, fold, variant, regime, seed, split, steps, config, training, commit },
      date: new Date().toISOString(),
      seconds: { train: trained.seconds, score: seconds },
      cpu: { train: trained.cpu, score: cpu },
      ...(trained.resumed ? { resumed: true } : {}),
      environment,
      ...(isDeepStrictEqual(place, { commit, environment }) ? {} : { scored: place }),
      best: trained.best,
      ...compact(scores, groupOf),
    }
    yield `${JSON.stringify(line)}\n`
  }
}

/**
 * Trains, unless the run is there; what is said about it outlives this process beside the run.
 *
 * @param {Unit} unit @param {string} run @param {Setting} setting
 */
async function trainOnce(unit, run, setting) {
  const note = noteOf(run)
  if (existsSync(note)) return JSON.parse(readFileSync(note, 'utf8'))
  const resumed = existsSync(join(run, 'config.yaml'))
  const data = await unit.trainOn()
  const config = `${run}.yaml`
  await writeFile(
    config,
    stringify({ ...unit.options, data, out: run, seed: unit.seed, backend: setting.backend }),
  )
  const where = ['--out', run, '--data', data, '--backend', setting.backend]
  const { seconds, cpu } = await call(
    ['train', ...where, ...(resumed ? ['--resume'] : ['--config', config])],
    setting,
  )
  const best = await bestOf(join(run, 'metrics.jsonl'))
  const told = { seconds, cpu, resumed, best, place: placeOf(setting) }
  await writeFile(note, JSON.stringify(told))
  await rm(config)
  // the model is what further scores need
  await rm(join(run, 'checkpoint'), { recursive: true, force: true })
  return told
}

/** What is said about a training that is whole. @param {string} run */
function noteOf(run) {
  return join(run, 'trained.json')
}

/** Where and by what code something is done. @param {Setting} setting */
function placeOf({ commit, environment }) {
  return { commit, environment }
}

/** The validation that chose the model. @param {string} metrics */
async function bestOf(metrics) {
  const records = (await readFile(metrics, 'utf8'))
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text))
  return records.reduce(
    (best, { step, validation }) =>
      validation && (!best || validation.dice > best.dice) ? { step, dice: validation.dice } : best,
    null,
  )
}

/** @param {Unit} unit @param {string} run @param {Setting} setting */
async function score(unit, run, setting) {
  const data = await unit.scoreOn()
  const file = `${run}-${unit.config}.json`
  const { steps, ensemble, postprocess, samples } = unit.inference
  const { parts } = unit.options
  const { seconds, cpu } = await call(
    [
      ...['evaluate', '--model', run, '--data', data, '--split', unit.split, '--json', file],
      ...['--steps', String(steps), '--threads', '1'],
      ...(ensemble === 'model' ? [] : ['--ensemble', String(ensemble)]),
      ...(samples === undefined ? [] : ['--samples', String(samples)]),
      ...(postprocess ? [] : ['--no-postprocess']),
      ...['--backend', setting.backend, ...(parts === undefined ? [] : ['--parts', String(parts)])],
    ],
    setting,
  )
  const scores = JSON.parse(await readFile(file, 'utf8'))
  await rm(file)
  return { scores, seconds, cpu, group: unit.group }
}

/** A command that failed. */
export class CallFailed extends Error {
  /** @param {string} message @param {number | null} status */
  constructor(message, status) {
    super(message)
    this.status = status
  }
}

/** @param {string[]} argv @param {Setting} setting */
async function call(argv, setting) {
  const started = performance.now()
  const { status, err, cpu } = await setting.spad(argv)
  if (status !== 0)
    throw new CallFailed(lastLines(err) || `spad ${argv.join(' ')} ended with ${status}`, status)
  return {
    seconds: round((performance.now() - started) / 1000),
    cpu: cpu === null ? null : round(cpu),
  }
}

/** What a command said at its end, where errors stand. @param {string} text */
function lastLines(text) {
  return text.trim().split('\n').slice(-2).join(' ')
}

/** @param {number} seconds */
function round(seconds) {
  return Math.round(seconds * 10) / 10
}

/** @param {import('./lines.mjs').Line} line */
function told({ mean, seconds, ...unit }) {
  const dice = mean.dice?.toFixed(4) ?? '–'
  return `${nameOf(unit)}: Dice ${dice}, ${Math.round(seconds.train)} s`
}
