import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { phantomClasses } from '@spad/core/phantoms'
import { identityGrid, readSegmentation, writeNifti } from '@spad/formats'
import { createModel, recipe } from '@spad/models'
import { doQueue } from '../../src/cli/do-queue.js'
import { writePhantoms } from '../../src/data/demo-data.js'
import { loadModelFrom, saveModelTo, useBackend } from '../../src/index.js'
import { readManifest } from '../../src/jobs/manifest.js'
import { openQueue } from '../../src/jobs/open-queue.js'
import { doScan } from '../../src/segmenting/scan-job.js'
import { type Result, type Spawned, spad, spawnSpad, temporaryFolder } from '../cli/run-spad.js'
import { fromSource } from '../from-source.js'
import { writeSeries } from '../scans/own-dicom.js'
import { hasRedis, startRedis, titled } from './redis-server.js'

let dir: string
let model: string[]

const samples = (slices: number): Int16Array =>
  Int16Array.from({ length: 16 * 16 * slices }, (_, i) => (i % 97) + (i % 16) * 9)
const nifti = (slices: number): Promise<Uint8Array> =>
  writeNifti({ data: samples(slices), grid: identityGrid(16, 16, slices), channels: 1 })

beforeAll(async () => {
  dir = await temporaryFolder(afterAll)
  await useBackend('wasm')
  const size = { height: 16, width: 16, channels: 1, classes: phantomClasses('oct') }
  const made = createModel(recipe('unet', { ...size, preset: 'tiny' }).config, { seed: 2 })
  await saveModelTo(join(dir, 'model'), made)
  made.denoiser.dispose()
  model = ['--model', join(dir, 'model')]
  await writeSeries(join(dir, 'study', 'first'), 4, '1.2.3.9')
  await writeSeries(join(dir, 'study', 'second'), 3, '1.2.3.10')
  await writeFile(join(dir, 'brain.nii.gz'), await nifti(5))
  await writeFile(join(dir, 'heart.nii.gz'), await nifti(4))
  const header = `NRRD0004\ntype: short\ndimension: 3\nsizes: 16 16 3\nendian: little\nencoding: raw\ndata file: other.raw\n\n`
  await writeFile(join(dir, 'other.nhdr'), header)
  await writeFile(join(dir, 'other.raw'), new Uint8Array(samples(3).buffer))
  await writePhantoms(join(dir, 'data'), { kind: 'oct', cases: 2, seed: 1, size: [16, 16] })
}, 60_000)

/** The files of results, and of folders in them. */
async function filesOf(out: string): Promise<Record<string, string>> {
  const entries = await readdir(out, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => !relative(out, file).startsWith('.'))
    .sort()
  const read = async (file: string) => [relative(out, file), await contentOf(file)] as const
  return Object.fromEntries(await Promise.all(files.map(read)))
}

/** The bytes; a DICOM-SEG has the time and identifiers of its own each time, so of that what it says. */
async function contentOf(file: string): Promise<string> {
  const bytes = await readFile(file)
  if (!file.endsWith('.dcm')) return bytes.toString('latin1')
  const { labels, ...said } = await readSegmentation([{ name: 'labels.dcm', bytes }])
  return JSON.stringify({ ...said, ...labels, data: Array.from(labels.data) })
}

const segment = (out: string, ...more: string[]): Promise<Result> =>
  spad('segment', ...model, '--out', out, ...more)

/** What a call leaves that has no workers. */
async function whole(out: string, ...more: string[]): Promise<Record<string, string>> {
  expect(await segment(out, '--backend', 'wasm', ...more)).toMatchObject({ status: 0 })
  return await filesOf(out)
}

async function byManifest(out: string, ...more: string[]): Promise<Result[]> {
  const manifest = join(dir, `${relative(dir, out)}.json`)
  const asked = await segment(out, '--manifest', manifest, ...more)
  const last = Number(/indices 0 to (\d+)\n$/.exec(asked.err)?.[1])
  const results = [asked]
  // from the end, and the last one twice
  for (const index of [last, ...Array.from({ length: last + 1 }, (_, i) => last - i)])
    results.push(await spad('work', '--manifest', manifest, '--backend', 'wasm', '--index', String(index))) // prettier-ignore
  return results
}

it.each([
  ['each as it is', ['study', 'brain.nii.gz', 'other.nhdr'], []],
  ['png', ['study', 'brain.nii.gz'], ['--format', 'png']],
  ['nifti', ['study', 'other.nhdr'], ['--format', 'nifti', '--axis', 'sagittal']],
  ['nrrd', ['study', 'brain.nii.gz'], ['--format', 'nrrd', '--window', '100,300']],
  ['dicom-seg', ['study'], ['--format', 'dicom-seg', '--channel', '0']],
])(
  'labels of scans are those of one process to the byte: %s',
  async (name, scans, options) => {
    const given = [...scans.map((one) => join(dir, one)), ...options]
    const [here, there] = [join(dir, `${name}-here`), join(dir, `${name}-there`)]
    const wanted = await whole(here, ...given)
    const results = await byManifest(there, ...given)
    expect(results.map(({ status }) => status)).toEqual(results.map(() => 0))
    expect(results.at(-1)?.err).toBe('Chunk 0: segmented 1 of 1 image\n')
    expect(await filesOf(there)).toEqual(wanted)
    const left = await readdir(join(there, '.spad-work'))
    expect(left.filter((one) => one.startsWith('scratch-'))).toEqual([])
  },
  60_000,
)

it('pictures come first, and of what is wrong with one scan the others hear nothing', async () => {
  await writeFile(join(dir, 'broken.nii'), 'no scan')
  const good = [join(dir, 'data', 'images'), join(dir, 'brain.nii.gz')]
  const wanted = await whole(join(dir, 'mixed-here'), ...good)
  await writeFile(join(dir, 'broken.nii'), (await nifti(2)).subarray(0, 100))
  const out = join(dir, 'mixed-there')
  const results = await byManifest(out, ...good, join(dir, 'broken.nii'))
  expect(results[0]?.err).toMatch(/indices 0 to 2\n$/)
  expect(results.map(({ status }) => status)).toEqual([0, 2, 2, 0, 0])
  expect(results[1]?.err).toBe('Chunk 2: segmented 0 of 1 image\n')
  const work = join(out, '.spad-work')
  const trouble = (await readdir(work)).find((name) => /^trouble-.*-2\.json$/.test(name))
  expect(JSON.parse(await readFile(join(work, trouble ?? ''), 'utf8'))).toEqual([
    expect.stringMatching(/^broken: `broken\.nii`/),
  ])
  expect(await filesOf(out)).toEqual(wanted)
}, 60_000)

it('refuses what others cannot do, before they begin', async () => {
  const manifest = ['--manifest', join(dir, 'never.json')]
  for (const [argv, message] of [
    [[join(dir, 'brain.nii.gz'), '--samples', '4'], '`--samples` is not for others to do'],
    [[join(dir, 'brain.nii.gz'), '--outputs', 'all'], 'of scans labels alone are made'],
    [[join(dir, 'brain.nii.gz'), '--format', 'dicom-seg'], '`brain` is no DICOM'],
    [[join(dir, 'brain.nii.gz'), '--allow', 'everything'], 'everything'],
    [[join(dir, 'data', 'images'), '--axis', 'axial'], '`--axis` is for scans'],
    [[join(dir, 'data', 'images'), '--format', 'nifti'], 'of the inputs are pictures'],
    [['--from', 'http://127.0.0.1:9/d', '--study', '1.2'], '`--from` is for this process'],
  ] as const) {
    const { status, err } = await segment(join(dir, 'never'), ...manifest, ...argv)
    expect(err).toContain(message)
    expect(status).toBe(2)
  }
  await expect(readFile(join(dir, 'never.json'))).rejects.toThrow('ENOENT')
})

it('goes through a queue of this process', async () => {
  const out = join(dir, 'by-memory')
  const place = join(dir, 'by-memory.json')
  const given = [join(dir, 'study'), join(dir, 'heart.nii.gz')]
  const wanted = await whole(join(dir, 'memory-here'), ...given)
  await segment(out, '--manifest', place, ...given)
  const { tasks } = await readManifest(place)
  const queue = await openQueue()
  const { execArgv } = process
  process.execArgv = fromSource
  onTestFinished(() => void (process.execArgv = execArgv))
  await queue.add(tasks)
  let said = ''
  const add = (text: string): void => void (said += text)
  const terminal = { out: add, err: add, interactive: false, env: {} }
  const options = { children: 2, untilEmpty: true, backend: 'wasm', engine: 'tfjs' } as const
  await doQueue(queue, options, terminal, new AbortController().signal)
  expect(said.match(/segmented 1 of 1 image/g)).toHaveLength(3)
  expect(await queue.status(tasks.map(({ key }) => key))).toEqual(tasks.map(() => ({ state: 'done' }))) // prettier-ignore
  expect(await filesOf(out)).toEqual(wanted)
}, 60_000)

it('tells what was noticed before there are results, which a kill in between would leave untold', async () => {
  const out = join(dir, 'untold')
  const { model: loaded } = await loadModelFrom(join(dir, 'model'))
  onTestFinished(() => {
    loaded.denoiser.dispose()
  })
  const options = { steps: 1, ensemble: 1, seed: 0, postprocess: true }
  const source = { name: 'brain', format: 'nifti', paths: [join(dir, 'brain.nii.gz')] }
  const job = { source, format: 'nifti', out, options, prepare: {}, channels: [], allow: [], making: '', again: false } as const // prettier-ignore
  const heard: string[] = []
  const onNotes = (notes: readonly string[]): Promise<void> => {
    heard.push(...notes)
    return Promise.reject(new Error('killed'))
  }
  await expect(doScan(loaded, job, { onNotes })).rejects.toThrow('killed')
  expect(heard).toEqual([expect.stringMatching(/^5 axial slices/)])
  await expect(readdir(out)).rejects.toThrow('ENOENT')
})

it.skipIf(!hasRedis)(
  titled('loses no scan when a worker is killed, to the byte, and tells what was noticed'),
  async () => {
    const { url } = await startRedis()
    const scans = join(dir, 'many')
    await rm(scans, { recursive: true, force: true })
    await writeSeries(join(scans, 'series'), 4, '1.2.3.11')
    for (let i = 0; i < 9; i++) await writeFile(join(scans, `scan-${i}.nii.gz`), await nifti(12))
    const options = ['--format', 'png', '--ensemble', '2', scans]
    const wanted = await whole(join(dir, 'many-here'), ...options)
    const out = join(dir, 'many-there')
    const start = (...argv: string[]): Spawned => {
      const spawned = spawnSpad(...argv)
      onTestFinished(() => void spawned.child.kill('SIGKILL'))
      return spawned
    }
    const worker = (): Spawned => start('work', '--queue', url, '--backend', 'wasm', '--lease', '2')
    const asked = start('segment', ...model, '--out', out, ...options, '--queue', url)
    const victim = worker()
    const made = async (): Promise<number> =>
      (await readdir(out).catch(() => [])).filter((name) => name.endsWith('.json')).length
    while ((await made()) < 2) await new Promise((resolve) => setTimeout(resolve, 5))
    victim.child.kill('SIGKILL')
    const second = worker()
    expect(await asked.ended).toEqual({ status: 0, signal: null })
    expect(asked.texts().err).toContain('Segmented 10 of 10 images into ')
    expect(asked.texts().err.match(/Note: scan-\d: 12 .* slices/g)).toHaveLength(9)
    second.child.kill('SIGTERM')
    await second.ended
    expect(await filesOf(out)).toEqual(wanted)
    const left = await readdir(join(out, '.spad-work'))
    expect(left.filter((name) => name.startsWith('scratch-'))).toEqual([])
  },
  120_000,
)
