import { execFileSync } from 'node:child_process'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { writePhantoms } from '../../src/data/demo-data.js'
import { spad, spawnSpad, temporaryFolder } from './run-spad.js'

vi.setConfig({ testTimeout: 120_000 })

let dir: string
let data: string

const options = (out: string): string[] =>
  ['train', '--data', data, '--out', out, '--preset', 'tiny', '--size', '16', '--batch', '2']
    .concat(['--steps', '5000', '--backend', 'wasm', '--set', 'report=false'])
    .concat(['--set', 'checkpointEvery=5000', '--set', 'validate.every=5000'])

beforeAll(async () => {
  dir = await temporaryFolder(afterAll)
  data = join(dir, 'data')
  await writePhantoms(data, { kind: 'chest', cases: 10, seed: 1, size: [24, 24] })
})

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10))

it('saves and stops when its terminal goes away, however often that is said', async () => {
  const out = join(dir, 'hung-up')
  const { child, ended, texts } = spawnSpad(...options(out))
  while (!texts().err.includes('training: ')) await pause()
  child.kill('SIGHUP')
  child.kill('SIGHUP')
  expect(await ended).toEqual({ status: 130, signal: null })
  expect(texts().err).toContain('everything is saved in')
  expect((await readdir(out)).sort()).toEqual([
    ...['checkpoint', 'config.yaml', 'metrics.csv', 'metrics.jsonl'],
  ])
})

it('saves and stops when nobody reads what it says any more', async () => {
  const out = join(dir, 'unread')
  const { child, ended, texts } = spawnSpad(...options(out))
  while (!texts().err.includes('training: ')) await pause()
  child.stderr?.destroy()
  expect((await ended).signal).toBeNull()
  expect(await readdir(join(out, 'checkpoint'))).toContain('checkpoint.json')
  expect(await readdir(out)).not.toContain('.spad-lock')
})

it('ends quietly when its output is closed', async () => {
  const { child, ended, texts } = spawnSpad('train', '--help')
  child.stdout?.destroy()
  expect(await ended).toEqual({ status: 141, signal: null })
  expect(texts().err).toBe('')
})

it('can be stopped at once although a read never returns, and takes its lock along', async () => {
  const out = join(dir, 'stuck')
  const images = join(dir, 'stuck-data', 'images')
  await mkdir(images, { recursive: true })
  // nobody ever writes into it
  execFileSync('mkfifo', [join(images, 'a.png')])
  const call = ['segment', '--model', 'cxr-lungs', '--backend', 'cpu', '--out', out, images]
  const { child, ended } = spawnSpad(...call)
  while (!(await readdir(out).catch((): string[] => [])).includes('.spad-lock')) await pause()
  child.kill('SIGINT')
  expect(await ended).toEqual({ status: null, signal: 'SIGINT' })
  expect(await readdir(out)).toEqual([])
})

it('tries the places of its results before the work', async () => {
  const folder = join(dir, 'd.json')
  await mkdir(folder)
  const evaluate = ['evaluate', '--model', 'cxr-lungs', '--data', data, '--backend', 'cpu']
  const refused = (text: string) => ({
    status: 2,
    out: '',
    err: expect.stringMatching(text) as string,
  })
  expect(await spad(...evaluate, '--json', folder)).toMatchObject(
    refused(`^spad: \`--json\` is ${folder}: that is a folder\\. Give the name of a file\\.\n$`),
  )
  expect(await spad(...evaluate, '--csv', '/proc/no/s.csv')).toMatchObject(
    refused('^spad: `/proc/no` could not be made or written into'),
  )
  const twice = join(dir, 'scores')
  expect(await spad(...evaluate, '--json', twice, '--report', twice)).toMatchObject(
    refused('`--report` and `--json` are both'),
  )
})
