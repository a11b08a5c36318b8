import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { writePhantoms } from '../../src/data/demo-data.js'
import { exists } from '../../src/files/atomic.js'
import { type FullDisk, whereDisksFill } from '../full-disk.js'
import { type Result, spad, temporaryFolder } from './run-spad.js'

const disk = vi.hoisted((): FullDisk => ({ full: undefined }))
vi.mock('node:fs/promises', async (load) => {
  const { onFullDisk } = await import('../full-disk.js')
  return onFullDisk(await load(), disk)
})

vi.setConfig({ testTimeout: 60_000 })

let dir: string
let data: string
let run: string

beforeAll(async () => {
  dir = await temporaryFolder(afterAll)
  data = join(dir, 'data')
  run = join(dir, 'run')
  await writePhantoms(data, { kind: 'chest', cases: 10, seed: 1, size: [24, 24] })
  expect(await train(run)).toMatchObject({ status: 0 })
}, 120_000)

const train = (out: string, ...more: string[]): Promise<Result> =>
  spad(
    ...['train', '--data', data, '--out', out, '--preset', 'tiny', '--size', '16', '--steps', '2'],
    ...['--batch', '2', '--backend', 'wasm', '--set', 'report=false', ...more],
  )

const failed = (err: string): Pick<Result, 'status' | 'err'> => ({
  status: 2,
  err: expect.stringContaining(err) as string,
})

describe('spad train', () => {
  it('writes the resolved options, the model, a checkpoint and metrics', async () => {
    expect((await readdir(run)).sort()).toEqual([
      'checkpoint',
      'config.yaml',
      'metrics.csv',
      'metrics.jsonl',
      'model',
    ])
    const config = await readFile(join(run, 'config.yaml'), 'utf8')
    expect(config).toContain('size: 16x16\nsteps: 2\nbatch: 2\n')
    const lines = (await readFile(join(run, 'metrics.jsonl'), 'utf8')).trim().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { step: number }).step)).toEqual([1, 2])
  })

  it('ends where its patience does, says so, and stays ended', async () => {
    const out = join(dir, 'patient')
    // a rate of next to nothing: nothing gets better
    const still = ['--set', 'learningRate.peak=1e-12', '--set', 'validate.every=1', '--no-tune']
    const ended = await train(
      out,
      ...still,
      '--steps',
      '9',
      '--patience',
      '3',
      '--set',
      'ema=false',
    )
    expect(ended).toMatchObject({ status: 0 })
    expect(ended.err).toContain('Ended at step 4 of 9: 3 validations passed without a gain.')
    const again = await spad('train', '--out', out, '--resume')
    expect(again.err).toContain('Ended at step 4 of 9')
    expect(again.status).toBe(0)
  })

  it('takes weights of classes, one for each', async () => {
    const few = await train(join(dir, 'few'), '--set', 'loss.classWeights=[1, 2, 2]')
    expect(few.err).toContain(
      '`loss.classWeights` has 3 numbers: one is needed for each of background',
    )
    expect(few.status).toBe(2)
    const all = await train(join(dir, 'all'), '--set', 'loss.classWeights=[1, 2]')
    expect(all).toMatchObject({ status: 0 })
  })

  it('leaves a run alone without --resume or --overwrite', async () => {
    expect(await train(run)).toMatchObject(
      failed(`\`${run}\` already holds a run. Go on with it by`),
    )
  })

  it('leaves alone what is no run, --overwrite or not', async () => {
    const out = join(dir, 'mine')
    await mkdir(join(out, 'model'), { recursive: true })
    expect(await train(out, '--overwrite')).toMatchObject(
      failed("holds files with the names of a run's, but not from a run of spad"),
    )
  })

  it('overwrites a run and nothing else', async () => {
    const out = join(dir, 'again')
    await train(out)
    await writeFile(join(out, 'notes.txt'), 'mine')
    const { status } = await train(out, '--overwrite', '--seed', '7')
    expect(status).toBe(0)
    expect(await readFile(join(out, 'config.yaml'), 'utf8')).toContain('seed: 7')
    expect(await readFile(join(out, 'notes.txt'), 'utf8')).toBe('mine')
  })

  it('reads a config file, over which flags and --set win', async () => {
    const file = join(dir, 'options.json')
    await writeFile(file, JSON.stringify({ steps: 9, batch: 3, scd: { keep: 0.2 }, seed: 1 }))
    const out = join(dir, 'configured')
    await train(out, '--config', file, '--set', 'seed=4', '--set', 'bcd=false')
    const config = await readFile(join(out, 'config.yaml'), 'utf8')
    for (const line of ['steps: 2\n', 'batch: 2\n', 'seed: 4\n', 'keep: 0.2\n'])
      expect(config).toContain(line)
    expect(config).not.toContain('bcd')
  })

  it.each([
    [['--size', '20'], '`--size` is 20x20: height and width must be multiples of the network'],
    [['--size', 'big'], '`--size` is "big": it must be pixels like 128'],
    [['--steps', '0'], '`--steps` is 0: it must be at least 1.'],
    [['--steps', 'many'], "option '--steps <n>' argument 'many' is invalid. It must be a number."],
    [['--backend', 'gpu'], '`backend` is gpu: it must be one of auto, cuda, native'],
    [['--stepps', '3'], '(Did you mean --steps?)'],
    [['--set', 'sdc.keep=1'], '`sdc` is no known option. The nearest known one is `scd`'],
    [['--resume', '--overwrite'], '`--resume` and `--overwrite` exclude each other'],
    [['--resume'], 'there is no run to resume. Start one without `--resume`.'],
    [['--config', '/nowhere.yaml'], '`/nowhere.yaml` could not be read'],
  ])('refuses %j before anything is written', async (flags, message) => {
    const out = join(dir, 'refused')
    expect(await train(out, ...flags)).toMatchObject(failed(message))
    expect(await exists(out)).toBe(false)
  })

  it('finds what is wrong with the data before anything is written', async () => {
    const out = join(dir, 'refused')
    const empty = join(dir, 'empty')
    await mkdir(join(empty, 'images'), { recursive: true })
    await mkdir(join(empty, 'masks'))
    const result = await spad('train', '--data', empty, '--out', out)
    expect(result.status).toBe(2)
    expect(result.err).toMatch(/^spad: `.*empty/)
    expect(result.err.split('\n')).toHaveLength(2)
    expect(await exists(out)).toBe(false)
  })

  it('does not resume with other options', async () => {
    expect(await train(run, '--resume', '--batch', '3')).toMatchObject(
      failed(`\`batch\` is 3: the run in \`${run}\` was begun with 2, and it can only be resumed`),
    )
    expect(await train(run, '--resume', '--set', 'scd.keep=0.1')).toMatchObject(
      failed('`noise.noise.noises` is [{'),
    )
  })

  it('resumes with the options that it was begun with, however they are written', async () => {
    const out = join(dir, 'again-as-before')
    const options = ['--set', 'scd.keep=0.3', '--set', 'scd.until=0.5', '--set', 'gaussian=false']
    await train(out, ...options, '--set', 'decoys=0')
    expect(await train(out, ...options, '--set', 'decoys=0', '--resume')).toMatchObject({
      status: 0,
    })
  })

  it('does not resume with other data', async () => {
    const other = join(dir, 'other')
    await writePhantoms(other, { kind: 'oct', cases: 10, seed: 1, size: [24, 24] })
    expect(await spad('train', '--out', run, '--data', other, '--resume')).toMatchObject(
      failed('its classes or cases are not those that the run was begun with.'),
    )
  })

  it('does not resume from a damaged or cut checkpoint', async () => {
    const out = join(dir, 'damaged')
    await train(out)
    const folder = join(out, 'checkpoint')
    const shard = (await readdir(folder)).find((name) => name.endsWith('.bin')) ?? ''
    const bytes = await readFile(join(folder, shard))
    bytes[100] = (bytes[100] ?? 0) ^ 1
    await writeFile(join(folder, shard), bytes)
    expect(await spad('train', '--out', out, '--resume')).toMatchObject(failed(shard))
    await writeFile(join(folder, shard), bytes.subarray(0, 1000))
    expect(await spad('train', '--out', out, '--resume')).toMatchObject(failed(shard))
    await writeFile(join(folder, 'checkpoint.json'), '{')
    expect(await spad('train', '--out', out, '--resume')).toMatchObject(failed('checkpoint.json'))
  })

  it('does not resume from a checkpoint of another architecture', async () => {
    const out = join(dir, 'another')
    await train(out)
    const file = join(out, 'config.yaml')
    const config = await readFile(file, 'utf8')
    await writeFile(file, config.replace('- 48\n', '- 56\n'))
    expect(await spad('train', '--out', out, '--resume')).toMatchObject(
      failed('Resume with the configuration that the run was started with.'),
    )
  })

  it('begins a run that was killed before its first checkpoint', async () => {
    const out = join(dir, 'early')
    await train(out)
    await rm(join(out, 'checkpoint'), { recursive: true })
    const { status, err } = await spad('train', '--out', out, '--resume')
    expect(err).not.toContain('Going on')
    expect(status).toBe(0)
    expect(await readFile(join(out, 'metrics.jsonl'))).toEqual(
      await readFile(join(run, 'metrics.jsonl')),
    )
  })

  it('stops when the loss is no number, and says at which step and what is left', async () => {
    const out = join(dir, 'diverged')
    const wild = ['--steps', '30', '--set', 'learningRate.peak=1e30', '--overwrite']
    const early = await train(out, ...wild)
    expect(early.status).toBe(2)
    expect(early.err).toMatch(/the loss is (NaN|-?Infinity) at step \d+: it must be finite\./)
    expect(early.err).toContain('Start again with a lower `learningRate.peak` and `--overwrite`.')
    expect(early.err).not.toContain('is kept in')
    const later = await train(out, ...wild, '--set', 'checkpointEvery=1')
    const step = Number(/at step (\d+)/.exec(later.err)?.[1])
    expect(later.err).toContain(`The last good checkpoint, of step ${step - 1}, is kept in`)
    const kept = await readFile(join(out, 'checkpoint', 'checkpoint.json'), 'utf8')
    expect((JSON.parse(kept) as { state: { step: number } }).state.step).toBe(step - 1)
  })

  whereDisksFill('says that the disk is full, and keeps the last checkpoint', async () => {
    const out = join(dir, 'full')
    await train(out)
    const before = await readdir(join(out, 'checkpoint'))
    disk.full = /\/\.metrics\.jsonl\./
    expect(await spad('train', '--out', out, '--resume')).toMatchObject(
      failed(
        'metrics.jsonl` could not be written: there is no space left on that device. Free some',
      ),
    )
    disk.full = undefined
    expect(await readdir(join(out, 'checkpoint'))).toEqual(before)
    expect(await spad('train', '--out', out, '--resume')).toMatchObject({ status: 0 })
  })

  it('says that a folder cannot be made', async () => {
    const file = join(dir, 'file')
    await writeFile(file, '')
    expect(await train(file)).toMatchObject(
      failed(`\`${file}\` is a file: \`--out\` must be a folder`),
    )
    expect(await train(join(file, 'below'))).toMatchObject(
      failed('a part of that path is a file, not a folder.'),
    )
  })
})
