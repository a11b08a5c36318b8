import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { writePhantoms } from '../../src/data/demo-data.js'
import { loadModelFrom } from '../../src/run/model-files.js'
import { openRun } from '../../src/run/open-run.js'
import { exists } from '../../src/files/atomic.js'
import { lockFile, takeLock } from '../../src/files/lock.js'
import { useBackend } from '../../src/index.js'
import { spad, spawnSpad, temporaryFolder } from './run-spad.js'

let dir: string
let data: string

const options = (out: string, steps: number): string[] =>
  ['train', '--data', data, '--out', out, '--preset', 'tiny', '--size', '16', '--batch', '2']
    .concat(['--steps', String(steps), '--backend', 'wasm', '--set', 'report=false'])
    .concat(['--set', 'validate.every=1', '--set', 'checkpointEvery=1', '--set', 'keep=last'])

beforeAll(async () => {
  dir = await temporaryFolder(afterAll)
  data = join(dir, 'data')
  await writePhantoms(data, { kind: 'chest', cases: 10, seed: 1, size: [24, 24] })
}, 60_000)

it('trains through while others read the run all the time, and a second training is refused', async () => {
  const out = join(dir, 'run')
  const { child, ended, texts } = spawnSpad(...options(out, 60))
  const going = { on: true }
  const over = ended.then(() => (going.on = false))
  let read = 0
  await useBackend('cpu')
  while (going.on && !(await exists(join(out, 'model/model.json')))) await pause()
  // held, so that it is not over before it is asked about
  child.kill('SIGSTOP')
  const second = await spad('train', '--out', out, '--resume')
  expect(second).toMatchObject({
    status: 2,
    err: expect.stringMatching(
      new RegExp(
        `^spad: a training is under way in \`${out}\`: process ${child.pid ?? 0} on .*, since `,
      ),
    ) as string,
  })
  expect((await spad(...options(out, 60), '--overwrite')).err).toContain('a training is under way')
  child.kill('SIGCONT')
  while (going.on) {
    ;(await loadModelFrom(out)).model.denoiser.dispose()
    await (await openRun(out)).checkpoint()
    read++
  }
  await over
  expect(await ended).toEqual({ status: 0, signal: null })
  expect(texts().err).toContain('Trained 60 steps')
  expect(read).toBeGreaterThan(0)
  expect((await readdir(out)).sort()).toEqual(
    ['checkpoint', 'config.yaml', 'metrics.csv', 'metrics.jsonl', 'model'].sort(),
  )
  const steps = (await readFile(join(out, 'metrics.jsonl'), 'utf8')).trim().split('\n')
  expect(steps).toHaveLength(60)
}, 120_000)

it('goes on in a run whose training was killed, and says so', async () => {
  const out = join(dir, 'killed')
  const { child, ended } = spawnSpad(...options(out, 500))
  while (!(await exists(join(out, 'checkpoint/checkpoint.json')))) await pause()
  child.kill('SIGKILL')
  await ended
  await writeFile(join(out, '.model.123-0123456789abcdef.spad-new'), '')
  const { child: next, ended: over, texts } = spawnSpad('train', '--out', out, '--resume')
  while (!texts().err.includes('Going on after step')) await pause()
  expect(texts().err).toContain(`A training (process ${child.pid ?? 0} on `)
  expect(texts().err).toContain(`is gone: its lock on \`${out}\` is taken over.`)
  next.kill('SIGHUP')
  expect(await over).toEqual({ status: 130, signal: null })
  expect((await readdir(out)).filter((name) => name.startsWith('.'))).toEqual([])
}, 120_000)

it('keeps two segmentations out of one folder', async () => {
  const results = join(dir, 'results')
  const lock = await takeLock(lockFile(results), { work: 'a segmentation' })
  const call = ['segment', '--model', 'cxr-lungs', '--backend', 'cpu', '--out', results]
  const answer = await spad(...call, join(data, 'images/chest-000.png'))
  expect(answer).toMatchObject({
    status: 2,
    err: expect.stringContaining(`a segmentation is under way in \`${results}\``) as string,
  })
  await lock.release()
}, 60_000)

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))
