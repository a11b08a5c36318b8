import { existsSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { doQueue } from '../../src/cli/do-queue.js'
import { trainOn } from '../../src/cli/folds-by-others.js'
import { writePhantoms } from '../../src/data/demo-data.js'
import { readManifest } from '../../src/jobs/manifest.js'
import { openQueue } from '../../src/jobs/open-queue.js'
import type { TrainManifest } from '../../src/jobs/train-manifest.js'
import { fromSource } from '../from-source.js'
import { type Spawned, spad, spawnSpad, temporaryFolder } from '../cli/run-spad.js'
import { hasRedis, startRedis, titled } from './redis-server.js'

const STEPS = 12
let dir: string
let whole: Record<string, string>

const validate = (out: string, ...more: string[]): string[] => [
  ...['cross-validate', '--data', join(dir, 'data'), '--out', out, '--folds', '2'],
  ...['--preset', 'tiny', '--size', '32', '--steps', String(STEPS), '--batch', '2', '--no-tune'],
  ...['--set', 'checkpointEvery=1', '--set', 'validate.every=4', '--set', 'report=false', ...more],
]
const work = (...more: string[]): string[] => ['work', '--backend', 'wasm', ...more]

beforeAll(async () => {
  dir = await temporaryFolder(afterAll)
  await writePhantoms(join(dir, 'data'), { kind: 'chest', cases: 8, seed: 1, size: [32, 32] })
  const out = join(dir, 'whole')
  expect(await spad(...validate(out, '--backend', 'wasm'))).toMatchObject({ status: 0 })
  whole = await contentOf(out)
  expect(Object.keys(whole)).toContain('scores.json')
  expect(Object.keys(whole)).toContain('fold-2/model/model.json')
}, 120_000)

it('trains the folds of a manifest one by one, and joins them, to the bit', async () => {
  const out = join(dir, 'by-manifest')
  const manifest = join(dir, 'folds.json')
  const written = await spad(...validate(out, '--manifest', manifest))
  expect(written).toMatchObject({ status: 0 })
  expect(written.err).toMatch(/Written: .*folds\.json, indices 0 to 1\n$/)
  for (const index of ['1', '0'])
    expect(await spad(...work('--manifest', manifest, '--index', index))).toMatchObject({
      status: 0,
    })
  expect(await spad(...work('--manifest', manifest, '--index', '2'))).toMatchObject({
    status: 2,
    err: 'spad: `index` is 2: the manifest has runs 0 to 1.\n',
  })
  expect(await spad(...validate(out, '--backend', 'wasm'))).toMatchObject({ status: 0 })
  expect(await contentOf(out)).toEqual(whole)
}, 120_000)

it('refuses other images, and what the worker decides', async () => {
  const manifest = join(dir, 'other.json')
  await spad(...validate(join(dir, 'other'), '--manifest', manifest))
  const text = await readFile(manifest, 'utf8')
  await writeFile(manifest, text.replace(/"making":"[0-9a-f]{8}/, '"making":"00000000'))
  expect(await spad(...work('--manifest', manifest, '--index', '0'))).toMatchObject({
    status: 2,
    err: 'spad: the images, the parts or the version of spad differ from those that the work was made for.\n',
  })
  expect(await spad(...validate(dir, '--manifest', manifest, '--threads', '2'))).toMatchObject({
    status: 2,
    err: 'spad: `threads` is for who trains: give `--threads` to `spad work`.\n',
  })
})

it('names the fold that failed through a queue in this process, and keeps the other', async () => {
  const out = join(dir, 'failing')
  const place = join(dir, 'failing.json')
  await spad(...validate(out, '--manifest', place))
  const { manifest } = await readManifest(place)
  const { runs, ...rest } = manifest as TrainManifest
  const broken = runs.map((run, i) => ({ ...run, config: { ...run.config, ...(i === 1 && BAD) } }))
  await writeFile(place, JSON.stringify({ ...rest, runs: broken }))
  const read = await readManifest(place)
  const queue = await openQueue()
  // for the processes that it starts
  const { execArgv } = process
  process.execArgv = fromSource
  onTestFinished(() => void (process.execArgv = execArgv))
  const [said, told] = [terminal(), terminal()]
  const end = new AbortController()
  const options = { children: 2, untilEmpty: false, backend: 'wasm', engine: 'tfjs' } as const
  const working = doQueue(queue, options, told, end.signal)
  const ended = await trainOn(queue, read.manifest as TrainManifest, read.tasks, said)
  end.abort()
  await working
  expect(ended).toEqual({ status: 2 })
  expect(said.text()).toContain(
    'Not trained:\n  fold 2 of 2: `batch` is 0: it must be at least 1.\nThe other folds are done',
  )
  expect(told.text()).toContain('fold 1 of 2: Trained 12 steps in ')
  expect(told.text()).toContain('Training 1 failed: `batch` is 0: it must be at least 1.\n')
  expect(existsSync(join(out, 'fold-1', 'model', 'model.json'))).toBe(true)
}, 120_000)

const BAD = { batch: 0 }

it.skipIf(!hasRedis)(
  titled('goes on from its checkpoint when a worker is killed, to the bit'),
  async () => {
    const { url } = await startRedis()
    const out = join(dir, 'by-redis')
    const start = (...argv: string[]): Spawned => {
      const spawned = spawnSpad(...argv)
      onTestFinished(() => void spawned.child.kill('SIGKILL'))
      return spawned
    }
    const asked = start(...validate(out, '--queue', url))
    const victim = start(...work('--queue', url, '--lease', '2'))
    const checkpoint = join(out, 'fold-1', 'checkpoint')
    while (!existsSync(checkpoint)) await new Promise((resolve) => setTimeout(resolve, 5))
    victim.child.kill('SIGKILL')
    const second = start(...work('--queue', url, '--lease', '2'))
    expect(await asked.ended).toEqual({ status: 0, signal: null })
    second.child.kill('SIGTERM')
    expect(await second.ended).toEqual({ status: 0, signal: null })
    expect(second.texts().err).toMatch(/fold 1 of 2: Going on after step \d+\.\n/)
    expect(await contentOf(out)).toEqual(whole)
  },
  120_000,
)

it.skipIf(!hasRedis)(
  titled('gives a training back that it was told to end, which then goes on'),
  async () => {
    const { url } = await startRedis()
    const out = join(dir, 'given-back')
    const asked = spawnSpad(...validate(out, '--queue', url))
    const first = spawnSpad(...work('--queue', url))
    while (!existsSync(join(out, 'fold-1', 'checkpoint')))
      await new Promise((resolve) => setTimeout(resolve, 5))
    first.child.kill('SIGTERM')
    expect(await first.ended).toEqual({ status: 0, signal: null })
    expect(first.texts().err).toContain('a training saves … (again to stop at once)')
    const second = spawnSpad(...work('--queue', url, '--until-empty'))
    expect(await asked.ended).toEqual({ status: 0, signal: null })
    expect(await second.ended).toEqual({ status: 0, signal: null })
    expect(await contentOf(out)).toEqual(whole)
    await rm(out, { recursive: true })
  },
  120_000,
)

function terminal() {
  let all = ''
  const add = (text: string): void => void (all += text)
  return { out: add, err: add, interactive: false, env: {}, text: () => all }
}

/** Weights, checkpoints aside, and scores. */
async function contentOf(folder: string): Promise<Record<string, string>> {
  const models = ['model', 'fold-1/model', 'fold-2/model']
  const names = ['scores.json']
  for (const model of models)
    for (const name of (await readdir(join(folder, model))).sort()) names.push(`${model}/${name}`)
  const files = await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')))
  return Object.fromEntries(names.map((name, i) => [name, files[i] ?? '']))
}
