import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writePhantoms } from '../../src/data/demo-data.js'
import { type Result, spad, spawnSpad, temporaryFolder } from './run-spad.js'

let dir: string

beforeAll(async () => {
  dir = await temporaryFolder(afterAll)
  await writePhantoms(join(dir, 'data'), { kind: 'chest', cases: 10, seed: 1, size: [24, 24] })
  expect(await spad(...options('alone'))).toMatchObject({ status: 0 })
}, 60_000)

const options = (out: string, ...more: string[]): string[] =>
  ['train', '--data', join(dir, 'data'), '--out', join(dir, out), '--preset', 'tiny']
    .concat(['--size', '16', '--steps', '6', '--batch', '3', '--backend', 'wasm'])
    .concat(['--set', 'report=false', '--set', 'checkpointEvery=2', ...more])

/** In a process of its own, whose threads read the sources as it does. */
async function outside(...argv: string[]): Promise<Result> {
  const { ended, texts } = spawnSpad(...argv)
  const { status } = await ended
  return { status: status ?? -1, ...texts() }
}

it('shares the steps between workers, and a resumed run goes on with them', async () => {
  const { status, err } = await outside(...options('shared', '--workers', '2'))
  expect(err).toMatch(/backend wasm \(.*\), 2 workers\n/)
  expect(status).toBe(0)
  const out = join(dir, 'shared')
  expect(await readFile(join(out, 'config.yaml'), 'utf8')).toContain('workers: 2\n')
  // the number of workers is free to change, like the backend
  const again = await spad('train', '--out', out, '--resume', '--workers', '1')
  expect(again.err).toContain('Going on after step 6.')
  expect(again.status).toBe(0)
  const [one, two] = await Promise.all([join(dir, 'alone'), out].map(lossesOf))
  two!.forEach((loss, i) => {
    expect(loss).toBeCloseTo(one![i]!, 4)
  })
}, 120_000)

it('saves and ends its workers after Ctrl-C, and goes on as if nothing had happened', async () => {
  const more = ['--workers', '2', '--steps', '60', '--set', 'checkpointEvery=50']
  const { child, ended, texts } = spawnSpad(...options('stopped', ...more))
  while (!/training: \d/.test(texts().err)) await new Promise((go) => setTimeout(go, 5))
  child.kill('SIGINT')
  // a thread that went on would keep the process alive
  expect(await ended).toEqual({ status: 130, signal: null })
  expect(texts().err).toMatch(/Stopped after step \d+ of 60; everything is saved in /)
  const out = join(dir, 'stopped')
  expect(await outside('train', '--out', out, '--resume')).toMatchObject({ status: 0 })
  expect(await outside(...options('unbroken', ...more))).toMatchObject({ status: 0 })
  expect(await lossesOf(out)).toEqual(await lossesOf(join(dir, 'unbroken')))
}, 120_000)

it('trains the same on cases that are read in threads, step by step', async () => {
  const { status, err } = await outside(...options('streamed', '--set', 'cache=0'))
  expect(err).toContain('Trained 6 steps')
  expect(status).toBe(0)
  const [one, two] = ['alone', 'streamed'].map((run) => join(dir, run))
  expect(await lossesOf(two!)).toEqual(await lossesOf(one!))
}, 60_000)

it('tells what is kept when a worker dies', async () => {
  const parts = fileURLToPath(new URL('../workers/fragile-parts.mjs', import.meta.url))
  const denoiser = 'denoiser={type: fragile, widths: [4, 8], channels: 1, classes: 2}'
  const { status, err } = await outside(
    ...options('dead', '--workers', '2', '--parts', parts, '--set', denoiser),
  )
  const out = join(dir, 'dead')
  expect(err).toContain('spad: a worker thread ended early: exit status 7.')
  expect(err).toContain('The last good checkpoint, of step 2, is kept in')
  expect(err).toContain(`Go on with: spad train --out ${out} --resume`)
  expect(status).toBe(2)
}, 60_000)

it.each([
  [['--workers', '4'], '`workers` is 4: it must be at most `batch`, which is 3.'],
  [['--workers', '0'], '`--workers` is 0: it must be at least 1.'],
  [['--workers', '2', '--backend', 'cpu'], '`workers` is 2 and the backend is cpu: threads share'],
])('refuses %j', async (flags, message) => {
  const { status, err } = await spad(...options('refused', ...flags))
  expect(err).toContain(message)
  expect(status).toBe(2)
})

async function lossesOf(run: string): Promise<number[]> {
  const lines = (await readFile(join(run, 'metrics.jsonl'), 'utf8')).trim().split('\n')
  return lines.map((line) => (JSON.parse(line) as { loss: number }).loss)
}
