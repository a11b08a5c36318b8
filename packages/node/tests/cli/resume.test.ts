import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writePhantoms } from '../../src/data/demo-data.js'
import { spad, spawnSpad, temporaryFolder } from './run-spad.js'

const STEPS = 40
let dir: string
let whole: string

const options = (out: string): string[] =>
  ['train', '--data', join(dir, 'data'), '--out', out, '--preset', 'tiny', '--size', '32']
    .concat(['--steps', String(STEPS), '--batch', '2', '--seed', '3', '--backend', 'wasm'])
    .concat(['--set', 'report=false', '--set', 'validate.every=8', '--set', 'checkpointEvery=5'])
    .concat(['--set', 'logEvery=3'])

beforeAll(async () => {
  dir = await temporaryFolder(afterAll)
  whole = join(dir, 'whole')
  await writePhantoms(join(dir, 'data'), { kind: 'chest', cases: 12, seed: 1, size: [32, 32] })
  const { status, err } = await spad(...options(whole))
  expect(err).toContain(`Trained ${STEPS} steps`)
  expect(status).toBe(0)
}, 120_000)

it('ends with the same weights and metrics after Ctrl-C and a kill -9', async () => {
  const out = join(dir, 'broken')
  await interruptedAtOnce(out)
  await killedLater(out)
  const last = await spad('train', '--out', out, '--resume')
  expect(last.status).toBe(0)
  expect(last.err).toMatch(/Going on after step \d+\./)
  for (const folder of ['model', 'checkpoint'])
    expect(await bytesOf(join(out, folder))).toEqual(await bytesOf(join(whole, folder)))
  for (const file of ['metrics.jsonl', 'metrics.csv'])
    expect(await readFile(join(out, file), 'utf8')).toBe(await readFile(join(whole, file), 'utf8'))
  expect((await readdir(out)).sort()).toEqual((await readdir(whole)).sort())
}, 120_000)

it('has nothing left to do when a finished run is resumed', async () => {
  const before = await bytesOf(join(whole, 'model'))
  const { status, err } = await spad('train', '--out', whole, '--resume')
  expect(status).toBe(0)
  expect(err).toContain(`Trained ${STEPS} steps`)
  expect(await bytesOf(join(whole, 'model'))).toEqual(before)
}, 60_000)

/** Ctrl-C after a few steps: saved at once, with status 130 and the command that goes on. */
async function interruptedAtOnce(out: string): Promise<void> {
  const { child, ended, texts } = spawnSpad(...options(out))
  await until(() => /training: \d/.test(texts().err))
  child.kill('SIGINT')
  expect(await ended).toEqual({ status: 130, signal: null })
  expect(texts().err).toMatch(/Stopped after step \d+ of 40; everything is saved in /)
  expect(texts().err).toContain(`Go on with: spad train --out ${out} --resume`)
}

/** kill -9 once a later checkpoint is there. */
async function killedLater(out: string): Promise<void> {
  const first = await stepOf(out)
  const { child, ended } = spawnSpad('train', '--out', out, '--resume')
  await until(async () => (await stepOf(out)) > first)
  child.kill('SIGKILL')
  expect(await ended).toEqual({ status: null, signal: 'SIGKILL' })
  expect(await stepOf(out)).toBeLessThan(STEPS)
}

async function stepOf(out: string): Promise<number> {
  const file = join(out, 'checkpoint', 'checkpoint.json')
  const text = await readFile(file, 'utf8').catch(() => '')
  return text === '' ? 0 : (JSON.parse(text) as { state: { step: number } }).state.step
}

async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 5))
}

/** A folder's files; how long a run took is not a number that must come again. */
async function bytesOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).sort()
  const entries = names.map(async (name) => {
    const text = await readFile(join(folder, name), 'latin1')
    const same = text.replace(/"(seconds|waited)": [\d.e-]+/g, '')
    // the digest is of these too
    return [name, name === 'checkpoint.json' ? same.replace(/"seal": "\w+"/, '') : same] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}
