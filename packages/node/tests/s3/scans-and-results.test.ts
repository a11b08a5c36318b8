import { readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { phantomClasses } from '@spad/core/phantoms'
import { identityGrid, writeNifti } from '@spad/formats'
import { createModel, recipe } from '@spad/models'
import { writePhantoms } from '../../src/data/demo-data.js'
import { saveModelTo, useBackend } from '../../src/index.js'
import { type Result, spad, spawnSpad, temporaryFolder } from '../cli/run-spad.js'
import { hasRedis, startRedis } from '../jobs/redis-server.js'
import { writeSeries } from '../scans/own-dicom.js'
import {
  getObject,
  hasS3,
  keysIn,
  KEY,
  noting,
  putObject,
  SECRET,
  startS3,
  titled,
} from './s3-server.js'

let dir: string
let bucket: string
let put: string[]
let model: string[]
/** What is made of the same pictures and scans as files. */
let whole: Record<string, string>

const segment = (out: string, ...more: string[]): Promise<Result> =>
  spad('segment', ...model, '--backend', 'wasm', '--out', out, ...more)

async function filesOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.'))
  const read = async (name: string) =>
    [name, (await readFile(join(folder, name))).toString('base64')] as const
  return Object.fromEntries(await Promise.all(names.map(read)))
}

async function objectsOf(folder: string): Promise<Record<string, string>> {
  const keys = (await keysIn(bucket, folder)).filter((key) => !key.startsWith('.'))
  const read = async (key: string) =>
    [key, (await getObject(`${bucket}/${folder}${key}`)).toString('base64')] as const
  return Object.fromEntries(await Promise.all(keys.map(read)))
}

const leftInTemporary = async (): Promise<string[]> =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('spad-s3-'))

/** Those results of `whole` whose names begin like this. */
const wholeOf = (...names: string[]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(whole).filter(([name]) => names.some((one) => name.startsWith(one))),
  )

const setUp = async (): Promise<void> => {
  const s3 = await noting(await startS3(afterAll), afterAll)
  put = s3.put
  bucket = `${s3.url}/clinic`
  vi.stubEnv('AWS_ENDPOINT_URL_S3', s3.url)
  vi.stubEnv('AWS_ACCESS_KEY_ID', KEY)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', SECRET)
  vi.stubEnv('AWS_REGION', 'us-east-1')
  dir = await temporaryFolder(afterAll)
  // what others leave for a moment in the machine's own is none of ours
  vi.stubEnv('TMPDIR', await temporaryFolder(afterAll))
  await useBackend('wasm')
  const size = { height: 16, width: 16, channels: 1, classes: phantomClasses('oct') }
  const made = createModel(recipe('unet', { ...size, preset: 'tiny' }).config, { seed: 2 })
  await saveModelTo(join(dir, 'model'), made)
  made.denoiser.dispose()
  model = ['--model', join(dir, 'model')]
  await putObject(bucket)
  await writePhantoms(join(dir, 'data'), { kind: 'oct', cases: 3, seed: 1, size: [16, 16] })
  const pictures = join(dir, 'data', 'images')
  for (const name of await readdir(pictures))
    await putObject(`${bucket}/images/${name}`, await readFile(join(pictures, name)))
  const series = join(dir, 'study', 'series_1')
  await writeSeries(series)
  for (const name of await readdir(series))
    await putObject(`${bucket}/study/series_1/${name}`, await readFile(join(series, name)))
  const data = Int16Array.from({ length: 16 * 16 * 3 }, (_, i) => (i % 97) + (i % 16) * 9)
  const scan = await writeNifti({ data, grid: identityGrid(16, 16, 3), channels: 1 })
  const header = `NRRD0004\ntype: short\ndimension: 3\nsizes: 16 16 3\nendian: little\nencoding: raw\ndata file: other.raw\n\n`
  const raw = new Uint8Array(data.buffer)
  const files = { 'brain.nii.gz': scan, 'other.nhdr': header, 'other.raw': raw } as const
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(dir, name), content)
    await putObject(`${bucket}/scans/${name}`, content)
  }
  await putObject(`${bucket}/study/notes.txt`, 'no scan')
  const out = join(dir, 'whole')
  const here = ['segment', ...model, '--backend', 'wasm', '--out', out]
  const scans = ['study', 'brain.nii.gz', 'other.nhdr'].map((name) => join(dir, name))
  expect(await spad(...here, '--format', 'nifti', ...scans)).toMatchObject({ status: 0 })
  expect(await spad(...here, '--outputs', 'all', pictures)).toMatchObject({ status: 0 })
  whole = await filesOf(out)
}

describe.skipIf(!hasS3)(titled('scans in S3, and results'), () => {
  beforeAll(setUp, 120_000)

  it('a study, a NIfTI and a header with its samples are segmented as files are', async () => {
    const before = await leftInTemporary()
    const out = join(dir, 'scans')
    const given = [
      's3://clinic/study/',
      's3://clinic/scans/brain.nii.gz',
      's3://clinic/scans/other.nhdr',
    ]
    const { status, err } = await segment(out, '--format', 'nifti', ...given)
    expect(err).toMatch(/Note: fetched \d+ files of s3:\/\/clinic\/study\/\./)
    expect(err).toContain('Note: no images in s3://clinic/study/: `notes.txt`.')
    expect(err).not.toContain('spad-s3-')
    expect(status).toBe(0)
    expect(await filesOf(out)).toEqual(wholeOf('study', 'brain', 'other'))
    expect(await leftInTemporary()).toEqual(before)
  })

  it('what is wrong with a scan is said without the place where it lay meanwhile', async () => {
    await putObject(`${bucket}/broken/scan.nii.gz`, 'no gzip')
    const { status, err } = await segment(join(dir, 'broken'), 's3://clinic/broken/scan.nii.gz')
    expect(err).toContain('scan: `scan.nii.gz` is no NIfTI file.')
    expect(err).not.toContain('spad-s3-')
    expect(status).toBe(2)
  })

  it('results go into S3, the last one when the others are there, and are kept', async () => {
    const before = await leftInTemporary()
    const out = 's3://clinic/results/today'
    const given = ['s3://clinic/images/', '--outputs', 'all']
    const first = await segment(out, ...given)
    expect(first.err).toContain('Segmented 3 of 3 images into s3://clinic/results/today/\n')
    expect(first.status).toBe(0)
    const pictures = Object.keys(whole).filter((name) => name.endsWith('.png'))
    expect(await objectsOf('results/today/')).toEqual(wholeOf(...pictures))
    const written = put.filter((path) => path.startsWith('/clinic/results/today/'))
    expect(written).toHaveLength(pictures.length)
    const each = pictures.length / 3
    expect(written.map((path) => path.endsWith('_labels.png'))).toEqual(
      Array.from(written, (_, i) => i % each === each - 1),
    )
    expect((await segment(out, ...given)).err).toContain('3 of them were there already')
    expect(put.filter((path) => path.startsWith('/clinic/results/today/'))).toEqual(written)
    // a folder of results is no folder of images
    const results = await segment(join(dir, 'never'), `${out}/`)
    expect(results.err).toContain('there is no image but results of spad segment')
    expect(await leftInTemporary()).toEqual(before)
  })

  it('results of scans go into S3, the summary last, and are kept', async () => {
    const call = [
      's3://clinic/results/scans/',
      '--format',
      'nifti',
      's3://clinic/scans/brain.nii.gz',
    ] as const
    expect(await segment(...call)).toMatchObject({ status: 0 })
    expect(await objectsOf('results/scans/')).toEqual(wholeOf('brain'))
    expect(put.filter((path) => path.startsWith('/clinic/results/scans/'))).toEqual([
      '/clinic/results/scans/brain_labels.nii.gz',
      '/clinic/results/scans/brain_labels.json',
    ])
    expect((await segment(...call)).err).toContain('1 of them were there already')
  })

  it('workers elsewhere write them by a manifest in S3', async () => {
    const manifest = 's3://clinic/manifests/today.json'
    const out = 's3://clinic/results/by-manifest/'
    const given = ['s3://clinic/images/', '--manifest', manifest]
    const made = await spad('segment', ...model, '--out', out, ...given)
    expect(made.err).toContain(`Written: ${manifest}, indices 0 to 0\n`)
    const work = ['work', '--manifest', manifest, '--index', '0', '--backend', 'wasm']
    expect(await spad(...work)).toMatchObject({ status: 0 })
    const labels = Object.keys(whole).filter((name) => /^oct.*_labels\.png$/.test(name))
    expect(await objectsOf('results/by-manifest/')).toEqual(wholeOf(...labels))
  })

  it('workers elsewhere fetch scans, each its own, and refuse one that has changed', async () => {
    const before = await leftInTemporary()
    const manifest = 's3://clinic/manifests/scans.json'
    const out = 's3://clinic/results/shared-scans/'
    const scans = ['s3://clinic/study/', 's3://clinic/scans/brain.nii.gz', 's3://clinic/scans/other.nhdr'] // prettier-ignore
    const call = ['segment', ...model, '--out', out, '--format', 'nifti', '--manifest', manifest]
    const made = await spad(...call, ...scans)
    expect(made.err).toContain(`Written: ${manifest}, indices 0 to 2\n`)
    const text = String(await getObject(`${bucket}/manifests/scans.json`))
    expect(text).not.toContain('spad-s3-')
    expect(text.match(/s3:\/\/clinic\/study\/series_1\/\d\.dcm#[\da-f]{32}"/g)).toHaveLength(4)
    const work = (index: number): Promise<Result> =>
      spad('work', '--manifest', manifest, '--backend', 'wasm', '--index', String(index))
    for (const index of [2, 0, 1, 0]) expect(await work(index)).toMatchObject({ status: 0 })
    expect(await objectsOf('results/shared-scans/')).toEqual(wholeOf('study', 'brain', 'other'))
    expect(await leftInTemporary()).toEqual(before)
    const nifti = await readFile(join(dir, 'brain.nii.gz'))
    await putObject(`${bucket}/scans/brain.nii.gz`, await readFile(join(dir, 'other.nhdr')))
    try {
      expect(await work(1)).toMatchObject({ status: 2 })
      const troubles = (await keysIn(bucket, 'results/shared-scans/.spad-work/')).filter((key) => key.startsWith('trouble-') && key.endsWith('-1.json')) // prettier-ignore
      const trouble = await getObject(`${bucket}/results/shared-scans/.spad-work/${troubles[0]}`)
      expect(JSON.parse(String(trouble))).toEqual([
        'brain: `s3://clinic/scans/brain.nii.gz` could not be read: it has changed since the work was made: ' +
          'make the work anew (PreconditionFailed).',
      ])
    } finally {
      await putObject(`${bucket}/scans/brain.nii.gz`, nifti)
    }
  }, 120_000)

  it.skipIf(!hasRedis)('workers elsewhere write them through a queue', async () => {
    const redis = await startRedis()
    const out = 's3://clinic/results/by-queue/'
    await putObject(
      `${bucket}/some/good.png`,
      Buffer.from(whole['oct-001_labels.png'] ?? '', 'base64'),
    )
    await putObject(`${bucket}/some/bad.png`, 'no picture')
    const worker = spawnSpad('work', '--queue', redis.url, '--backend', 'wasm')
    const images = ['s3://clinic/some/', 's3://clinic/images/', 's3://clinic/scans/brain.nii.gz']
    const asking = spawnSpad('segment', ...model, '--out', out, '--chunk', '2', ...images, '--queue', redis.url) // prettier-ignore
    expect(await asking.ended).toMatchObject({ status: 2 })
    worker.child.kill('SIGTERM')
    await worker.ended
    expect(asking.texts().err).toContain('Not segmented:\n  `s3://clinic/some/bad.png`')
    const keys = Object.keys(await objectsOf('results/by-queue/'))
    expect(keys).toEqual(expect.arrayContaining(['good_labels.png', 'oct-001_labels.png']))
    expect(keys).toEqual(expect.arrayContaining(['brain_labels.nii.gz', 'brain_labels.json']))
    expect(keys).toHaveLength(6)
    const said = JSON.stringify([asking.texts(), worker.texts()])
    expect(said).not.toContain(SECRET)
    expect(said).not.toContain(KEY)
  })
})
