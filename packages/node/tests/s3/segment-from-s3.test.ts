import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { phantomClasses } from '@spad/core/phantoms'
import { createModel, recipe } from '@spad/models'
import { writePhantoms } from '../../src/data/demo-data.js'
import { saveModelTo, useBackend } from '../../src/index.js'
import { hasRedis, startRedis } from '../jobs/redis-server.js'
import { spad, spawnSpad, temporaryFolder } from '../cli/run-spad.js'
import { hasS3, KEY, putObject, SECRET, startS3, titled } from './s3-server.js'

const bucket = 'clinic'
let dir: string
let endpoint: string
let whole: Record<string, string>

const put = (key: string, body?: Uint8Array | string): Promise<void> =>
  putObject(`${endpoint}/${bucket}${key}`, body)

/** The files of a folder, without what is kept beside them. */
async function contentOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.png'))
  const read = async (name: string) =>
    [name, (await readFile(join(folder, name))).toString('base64')] as const
  return Object.fromEntries(await Promise.all(names.map(read)))
}

async function putFolder(folder: string, prefix: string): Promise<void> {
  for (const name of await readdir(folder))
    await put(`${prefix}${name}`, await readFile(join(folder, name)))
}

const setUp = async (): Promise<void> => {
  endpoint = await startS3(afterAll)
  vi.stubEnv('AWS_ENDPOINT_URL_S3', endpoint)
  vi.stubEnv('AWS_ACCESS_KEY_ID', KEY)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', SECRET)
  vi.stubEnv('AWS_REGION', 'us-east-1')
  dir = await temporaryFolder(afterAll)
  // what others leave for a moment in the machine's own is none of ours
  vi.stubEnv('TMPDIR', await temporaryFolder(afterAll))
  await writePhantoms(join(dir, 'data'), { kind: 'chest', cases: 4, seed: 1, size: [32, 32] })
  await useBackend('wasm')
  const size = { height: 32, width: 32, channels: 1, classes: phantomClasses('chest') }
  const model = createModel(recipe('unet', { ...size, preset: 'tiny' }).config)
  await saveModelTo(join(dir, 'run', 'model'), model)
  model.denoiser.dispose()
  await put('')
  await putFolder(join(dir, 'run', 'model'), '/runs/first/model/')
  await putFolder(join(dir, 'data', 'images'), '/images/')
  await put('/images/notes.txt', 'no picture')
  await put('/images/deeper/other.png', 'not looked at')
  const out = join(dir, 'whole')
  const here = ['segment', '--model', join(dir, 'run'), '--backend', 'wasm', '--out', out]
  expect(await spad(...here, join(dir, 'data', 'images'))).toMatchObject({ status: 0 })
  whole = await contentOf(out)
}

const model = ['--model', `s3://${bucket}/runs/first`]
const images = `s3://${bucket}/images/`

describe.skipIf(!hasS3)(titled('models and images in S3'), () => {
  beforeAll(setUp, 120_000)

  it('are segmented as files are, to the byte, and leave nothing behind', async () => {
    const out = join(dir, 'direct')
    const before = (await readdir(tmpdir())).filter((name) => name.startsWith('spad-s3-'))
    const call = ['segment', ...model, '--backend', 'wasm', '--out', out, images]
    const { status, err } = await spad(...call)
    expect(err).toContain(
      `Note: passed over in ${images}: 1 .txt; only PNG, JPEG and TIFF are read.`,
    )
    expect(status).toBe(0)
    expect(await contentOf(out)).toEqual(whole)
    const after = (await readdir(tmpdir())).filter((name) => name.startsWith('spad-s3-'))
    expect(after).toEqual(before)
    expect((await spad(...call)).err).toMatch(/4 .*(already|kept|there)/)
  })

  it('are asked for by others with their checksums, and another image is refused', async () => {
    const out = join(dir, 'by-manifest')
    const manifest = join(dir, 'work.json')
    const made = await spad('segment', ...model, '--out', out, '--manifest', manifest, images)
    expect(made).toMatchObject({ status: 0 })
    const text = await readFile(manifest, 'utf8')
    expect(text).toMatch(/"models":\["s3:\/\/clinic\/runs\/first\/model"\]/)
    expect(text.match(/s3:\/\/clinic\/images\/[\w-]+\.png#[\da-f]{32}"/g)).toHaveLength(4)
    const work = ['work', '--manifest', manifest, '--index', '0', '--backend', 'wasm']
    expect(await spad(...work)).toMatchObject({ status: 0 })
    expect(await contentOf(out)).toEqual(whole)

    const [first = ''] = await readdir(join(dir, 'data', 'images'))
    await put(`/images/${first}`, 'another')
    try {
      const refused = await spad(...work)
      expect(refused).toMatchObject({ status: 2 })
      const told = (await readdir(join(out, '.spad-work'))).find((one) => one.startsWith('trouble'))
      expect(JSON.parse(await readFile(join(out, '.spad-work', told ?? ''), 'utf8'))).toEqual([
        `\`${images}${first}\` could not be read: it has changed since the work was made: ` +
          'make the work anew (PreconditionFailed).',
      ])
      const direct = await spad('segment', ...model, '--backend', 'wasm', '--out', out, `${images}${first}`) // prettier-ignore
      expect(direct.err).toContain(`\`${images}${first}\``)
      expect(direct.err).not.toContain('spad-s3-')
      expect(direct.status).toBe(2)
    } finally {
      await put(`/images/${first}`, await readFile(join(dir, 'data', 'images', first)))
    }
  })

  it.skipIf(!hasRedis)('go through a queue to workers elsewhere', async () => {
    const redis = await startRedis()
    const out = join(dir, 'by-queue')
    const worker = spawnSpad('work', '--queue', redis.url, '--backend', 'wasm')
    const asking = spawnSpad('segment', ...model, '--out', out, '--chunk', '2', images, '--queue', redis.url) // prettier-ignore
    expect(await asking.ended).toMatchObject({ status: 0 })
    worker.child.kill('SIGTERM')
    await worker.ended
    expect(await contentOf(out)).toEqual(whole)
    const said = JSON.stringify([asking.texts(), worker.texts()])
    expect(said).not.toContain(SECRET)
    expect(said).not.toContain(KEY)
  })

  it.each([
    [['s3://nowhere/a/'], /`s3:\/\/nowhere\/a\/` could not be read: there is no such bucket/],
    [
      ['s3://clinic/images/no.png'],
      /`s3:\/\/clinic\/images\/no\.png` could not be read: there is no/,
    ],
    [['s3://clinic/empty/'], /`s3:\/\/clinic\/empty\/` holds no PNG, JPEG or TIFF/],
    [
      ['s3://clinic/images'],
      /`s3:\/\/clinic\/images` could not be read: there is no such object\. The address of a folder ends in \/: s3:\/\/clinic\/images\//,
    ],
    [
      ['s3://clinic/images/notes.txt'],
      /`s3:\/\/clinic\/images\/notes\.txt` is no PNG, JPEG or TIFF/,
    ],
    [
      ['--out', 's3://nowhere/a/', images],
      /`s3:\/\/nowhere\/a\/` could not be written: there is no such bucket/,
    ],
    [['--model', 's3://clinic/images', images], /`s3:\/\/clinic\/images` holds no model\.json/],
  ])('says what is wrong with %s', async (words, message) => {
    const given = words.includes('--model') ? words : [...model, ...words]
    const { status, err } = await spad('segment', '--backend', 'wasm', '--out', dir, ...given)
    expect(err).toMatch(message)
    expect(status).toBe(2)
  })

  it('workers are asked for what is there alone', async () => {
    const call = ['segment', ...model, '--out', dir, '--manifest', join(dir, 'never.json')]
    const { status, err } = await spad(...call, 's3://clinic/images/scan.nii.gz')
    expect(err).toContain('scan.nii.gz` could not be read: there is no such object')
    expect(status).toBe(2)
    const other = await spad(...call, 's3://clinic/images/notes.txt')
    expect(other.err).toContain('notes.txt` is no PNG, JPEG or TIFF, and no scan')
    expect(other.status).toBe(2)
  })

  it('a worker that cannot reach it says so without keys, and the work waits', async () => {
    const manifest = join(dir, 'away.json')
    await spad('segment', ...model, '--out', join(dir, 'away'), '--manifest', manifest, images)
    vi.stubEnv('AWS_ENDPOINT_URL_S3', 'http://127.0.0.1:1')
    vi.stubEnv('AWS_MAX_ATTEMPTS', '1')
    const { ended, texts } = spawnSpad(
      'work',
      '--manifest',
      manifest,
      '--index',
      '0',
      '--backend',
      'wasm',
    )
    expect(await ended).toMatchObject({ status: 2 })
    expect(texts().err).not.toContain(KEY)
    expect(texts().err).toMatch(
      /spad: `s3:\/\/clinic\/runs\/first\/model\/model\.json` could not be read: the storage does not answer \(ECONNREFUSED\)\. Check AWS_ENDPOINT_URL_S3\.\n$/,
    )
  })
})
