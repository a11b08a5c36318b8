// @ts-check
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The smallest network, for so many steps. @param {number} steps */
export function tinyFlags(steps) {
  const size = ['--preset', 'tiny', '--size', '16', '--batch', '2', '--steps', String(steps)]
  return [...size, '--backend', 'wasm']
}

/** What `spad train` is given for a training of seconds. @param {string} data @param {string} out @param {number} steps */
export function trainingOf(data, out, steps) {
  const settings = ['report=false', 'checkpointEvery=3', 'validate.every=5', 'logEvery=2']
  const set = settings.flatMap((one) => ['--set', one])
  return ['train', '--data', data, '--out', out, ...tinyFlags(steps), ...set]
}

/** The same, or going on with it where there is something. @param {string} data @param {string} out @param {number} steps */
export function orResumed(data, out, steps) {
  return existsSync(join(out, 'config.yaml'))
    ? ['train', '--out', out, '--resume']
    : trainingOf(data, out, steps)
}

/** The bytes of a run's model. @param {string} run */
export async function weightsOf(run) {
  const model = join(run, 'model')
  const names = (await readdir(model)).filter((name) => name.endsWith('.bin')).sort()
  const pieces = await Promise.all(names.map((name) => readFile(join(model, name), 'base64')))
  return pieces.join()
}

/** Whether a command that failed said so once, and how. @param {string} text */
export function saidOnce(text) {
  return (text.match(/^spad: (?!unexpected)/gm) ?? []).length === 1 && !/^\s+at /m.test(text)
}
