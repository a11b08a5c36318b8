import { readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { phantomClasses } from '@spad/core/phantoms'
import { createModel, recipe } from '@spad/models'
import { writePhantoms } from '../../src/data/demo-data.js'
import { openDataset, saveModelTo, useBackend } from '../../src/index.js'
import { markData } from '../../src/run/data-mark.js'
import { fetchDataset } from '../../src/s3/fetch-dataset.js'
import { listS3 } from '../../src/s3/list-s3.js'
import { nameOfFolder, wantedObjects } from '../../src/s3/local-names.js'
import { type Result, spad, spawnSpad, temporaryFolder } from '../cli/run-spad.js'
import { hasRedis, startRedis } from '../jobs/redis-server.js'
import { hasS3, KEY, noting, type Noting, putObject, SECRET, startS3, titled } from './s3-server.js'

const CASES = 8
let dir: string
let local: string
let bucket: string
let s3: Noting
/** The cache of a test. */
let cache: string

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort()
}

async function putFolder(folder: string, prefix: string): Promise<void> {
  for (const name of await filesIn(folder))
    await putObject(`${bucket}/${prefix}/${name}`, await readFile(join(folder, name)))
}

/** A key as it is: what makes addresses of texts would follow its dots. */
async function putRaw(key: string): Promise<void> {
  await send('PUT', key, 'x')
}

async function send(method: string, key: string, body = ''): Promise<void> {
  const { hostname, port } = new URL(s3.behind)
  const authorization = `AWS4-HMAC-SHA256 Credential=${KEY}/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0`
  await new Promise<void>((resolve, reject) => {
    const path = `/clinic/${key}`
    const asked = request(
      { hostname, port, method, path, headers: { authorization } },
      (answer) => {
        answer.resume().once('end', resolve)
      },
    )
    asked.once('error', reject).end(body)
  })
}

async function outside(...argv: string[]): Promise<Result> {
  const { ended, texts } = spawnSpad(...argv)
  const { status } = await ended
  return { status: status ?? -1, ...texts() }
}

/** Objects that were got since it was last asked. */
const got = (): string[] => s3.got.splice(0).filter((path) => !/^\/clinic\/?$/.test(path))

const setUp = async (): Promise<void> => {
  s3 = await noting(await startS3(afterAll), afterAll)
  bucket = `${s3.url}/clinic`
  vi.stubEnv('AWS_ENDPOINT_URL_S3', s3.url)
  vi.stubEnv('AWS_ACCESS_KEY_ID', KEY)
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', SECRET)
  vi.stubEnv('AWS_REGION', 'us-east-1')
  dir = await temporaryFolder(afterAll)
  local = join(dir, 'chest')
  await writePhantoms(local, { kind: 'chest', cases: CASES, seed: 1, size: [32, 32] })
  await putObject(bucket)
  await putFolder(local, 'sets/chest')
  await putObject(`${bucket}/sets/chest/notes.txt`, 'nothing to read')
  await putObject(`${bucket}/sets/chest/images/.hidden`, 'nothing to read')
  await useBackend('wasm')
}

const address = 's3://clinic/sets/chest'
const count = (): Promise<number> => filesIn(local).then(({ length }) => length)

describe('keys', () => {
  const found = (...keys: string[]) => keys.map((key) => ({ key, etag: 'e', bytes: 1 }))

  it('of a data set alone are wanted, by the parts of their paths', () => {
    const all = found('a/b/images/x.png', 'a/b/masks/x.png', 'a/b/raters/one/x.png', 'a/b/dataset.json', 'a/b/raw/x.dcm', 'a/b/images/.DS_Store', '/etc/passwd', 'a/b/../x') // prettier-ignore
    expect(wantedObjects('s3://clinic/a/b/', all).map(({ names }) => names.join('|'))).toEqual([
      'images|x.png',
      'masks|x.png',
      'raters|one|x.png',
      'dataset.json',
    ])
    expect([nameOfFolder('s3://clinic/a/b/'), nameOfFolder('s3://clinic/')]).toEqual(['b', 'clinic']) // prettier-ignore
  })

  it.each(['../x.png', 'a/../../x.png', '/x.png', 'a//x.png', './x.png', 'x\u0000.png', 'a\nb.png', '..'])(
    'that lead elsewhere are refused: %j',
    (name) => {
      const all = found('p/images/good.png', `p/images/${name}`)
      expect(() => wantedObjects('s3://clinic/p/', all)).toThrow(
        `${JSON.stringify(`s3://clinic/p/images/${name}`)} is no name of a file in a folder`,
      )
    },
  ) // prettier-ignore
})

describe.skipIf(!hasS3)(titled('data sets in S3'), () => {
  beforeAll(setUp, 120_000)
  beforeEach(async () => {
    cache = await temporaryFolder(afterAll)
    vi.stubEnv('SPAD_DATA_CACHE', cache)
    got()
  })
  afterEach(() => {
    delete s3.stall
  })

  it('are opened as folders are, and copied once', async () => {
    const steps: number[] = []
    const data = await openDataset(address, { s3: { onFetch: ({ done }) => steps.push(done) } })
    const here = await openDataset(local)
    expect(await markData(data)).toEqual(await markData(here))
    expect([data.place, data.name, data.classes]).toEqual([address, here.name, here.classes])
    expect(data.notes).toEqual(here.notes)
    const all = await count()
    expect(steps).toEqual(Array.from({ length: all }, (_, i) => i + 1))
    expect(got()).toHaveLength(all)
    await openDataset(`${address}/`)
    expect(got()).toEqual([])
  })

  it('are copied once by two at a time', async () => {
    const waited: string[] = []
    const onWait = (): void => void waited.push('waited')
    const [one, two] = await Promise.all([1, 2].map(() => fetchDataset(address, { onWait })))
    expect(one).toBe(two)
    expect(waited).toEqual(['waited'])
    expect(got()).toHaveLength(await count())
  })

  it('are gone on with after an abort, and half a file is none', async () => {
    const end = new AbortController()
    const onFetch = ({ done }: { readonly done: number }): void => {
      if (done === 4) end.abort(new Error('enough'))
    }
    await expect(fetchDataset(address, { signal: end.signal, onFetch })).rejects.toThrow('enough')
    const [entry = ''] = await readdir(cache)
    const objects = join(cache, entry, 'objects')
    await vi.waitFor(async () => {
      expect((await readdir(objects)).filter((name) => name.startsWith('.'))).toEqual([])
    })
    const kept = (await readdir(objects)).length
    expect(kept).toBeGreaterThanOrEqual(4)
    expect(kept).toBeLessThan(await count())
    got()
    await fetchDataset(address)
    expect(got()).toHaveLength((await count()) - kept)
    const end2 = AbortSignal.abort(new Error('not begun'))
    await expect(fetchDataset(address, { signal: end2 })).rejects.toThrow('not begun')
  })

  it('are gone on with when a process is killed as it copies, even in the middle of a file', async () => {
    const [first = ''] = await readdir(join(local, 'masks'))
    s3.stall = (path) => path.endsWith(`/masks/${first}`)
    const { child, ended } = spawnSpad('dataset', 'check', '--data', address)
    const stalled = () => s3.got.some((path) => path.endsWith(`/masks/${first}`))
    await vi.waitFor(() => { expect(stalled()).toBe(true) }, { timeout: 60_000 }) // prettier-ignore
    child.kill('SIGKILL')
    await ended
    delete s3.stall
    const [entry = ''] = await readdir(cache)
    const objects = join(cache, entry, 'objects')
    await writeFile(join(objects, `.half.1-0123456789abcdef.spad-new`), 'half')
    const kept = (await readdir(objects)).filter((name) => !name.startsWith('.')).length
    got()
    const copy = await fetchDataset(address)
    expect(got()).toHaveLength((await count()) - kept)
    expect((await readdir(objects)).filter((name) => name.startsWith('.'))).toEqual([])
    expect(await filesIn(copy)).toEqual(await filesIn(local))
  }, 90_000)

  it('are noticed to have changed, and what is deleted there goes here', async () => {
    await putFolder(local, 'sets/changing')
    const place = 's3://clinic/sets/changing/'
    const first = await fetchDataset(place)
    const before = await markData(await openDataset(place))
    got()
    const [name = '', other = ''] = await readdir(join(local, 'images'))
    await putObject(`${bucket}/sets/changing/images/${name}`, await readFile(join(local, 'images', other))) // prettier-ignore
    const checked = await outside('dataset', 'check', '--data', place)
    expect(checked.status).toBe(0)
    expect(got()).toEqual([`/clinic/sets/changing/images/${name}`])
    // this process still uses what it opened
    expect(await filesIn(first)).toEqual(await filesIn(local))
    const after = await markData(await openDataset(place))
    expect(after.content).not.toBe(before.content)
    for (const part of ['images', 'masks']) await send('DELETE', `sets/changing/${part}/${name}`)
    const [entry = ''] = await readdir(cache)
    const copies = async () => (await readdir(join(cache, entry))).filter((one) => one.startsWith('copy-')) // prettier-ignore
    vi.stubEnv('SPAD_DATA_CACHE', join(dir, 'moved'))
    await rename(cache, join(dir, 'moved'))
    cache = join(dir, 'moved')
    // what is used by nobody any more goes
    for (const mark of await readdir(join(cache, entry, 'uses')))
      await writeFile(join(cache, entry, 'uses', mark), await goneProcess(join(cache, entry, 'uses', mark))) // prettier-ignore
    expect(await copies()).toHaveLength(2)
    const checkedAgain = await outside('dataset', 'check', '--data', place)
    expect(checkedAgain.err).toContain(
      `in \`${place}dataset.json\` names \`${name.replace('.png', '')}\`: images/ has no such case`,
    )
    expect(await copies()).toHaveLength(1)
    const objects = await readdir(join(cache, entry, 'objects'))
    expect(objects).toHaveLength((await count()) - 2)
    for (const key of await filesIn(local)) await send('DELETE', `sets/changing/${key}`)
    const gone = await outside('dataset', 'check', '--data', place)
    expect(gone.err).toContain(`\`${place}\` has no images/ and no masks/.`)
    expect(await copies()).toEqual([])
    expect(await readdir(join(cache, entry, 'objects'))).toEqual([])
  }, 60_000)

  it('of more than a thousand objects are listed whole', async () => {
    const keys = Array.from({ length: 1003 }, (_, i) => `many/images/${i}.png`)
    for (let i = 0; i < keys.length; i += 16)
      await Promise.all(keys.slice(i, i + 16).map((key) => putObject(`${bucket}/${key}`, '')))
    const found = await listS3('s3://clinic/many/', { deeper: true })
    expect(found.map(({ key }) => key)).toEqual([...keys].sort())
  }, 60_000)

  it('leave their cache by no key', async () => {
    await putFolder(local, 'sets/evil')
    for (const key of ['sets/evil/../../../outside.png', 'sets/evil//etc/outside.png'])
      await putRaw(key)
    await fetchDataset('s3://clinic/sets/evil/')
    await putRaw('sets/evil/images/../../../../outside.png')
    await expect(fetchDataset('s3://clinic/sets/evil/')).rejects.toThrow(
      '"s3://clinic/sets/evil/images/../../../../outside.png" is no name of a file in a folder',
    )
    expect((await filesIn(dir)).filter((name) => name.includes('outside'))).toEqual([])
    expect((await filesIn(cache)).filter((name) => name.includes('outside'))).toEqual([])
  })

  it.each([
    ['s3://nowhere/a', '`s3://nowhere/a/` could not be read: there is no such bucket'],
    ['s3://clinic/empty', '`s3://clinic/empty/` has no images/ and no masks/. A data set is'],
    ['s3://clinic/sets', '`s3://clinic/sets/` has no images/ and no masks/.'],
    ['s3://key:word@clinic/sets', 'an address in S3 has an `@` where its bucket is named'],
    ['s3://', 'names no bucket'],
  ])('says what is wrong with %s', async (data, message) => {
    for (const argv of [['dataset', 'check'], ['train', '--out', join(dir, 'never')]]) {
      const { status, err } = await spad(...argv, '--data', data)
      expect(err).toContain(message)
      expect(err).not.toContain('key:word')
      expect(status).toBe(2)
    }
  }) // prettier-ignore

  it('says what is wrong with a file by its address, all together', async () => {
    await putFolder(local, 'sets/broken')
    const [one = '', two = ''] = await readdir(join(local, 'images'))
    for (const name of [one, two]) await putObject(`${bucket}/sets/broken/images/${name}`, 'none')
    const { status, err } = await spad('dataset', 'check', '--data', 's3://clinic/sets/broken')
    expect(err).toContain(`s3://clinic/sets/broken/images/${one}`)
    expect(err).toContain(`s3://clinic/sets/broken/images/${two}`)
    expect(err).not.toContain(cache)
    expect(status).toBe(2)
  })

  it('says that there are no credentials', async () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, undefined)
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
    const { HOME } = process.env
    vi.stubEnv('HOME', dir)
    try {
      const { status, err } = await outside('dataset', 'check', '--data', address)
      expect(err).toContain('there are no credentials: set AWS_ACCESS_KEY_ID')
      expect(status).toBe(2)
    } finally {
      vi.stubEnv('HOME', HOME)
      vi.stubEnv('AWS_ACCESS_KEY_ID', KEY)
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', SECRET)
    }
  })

  const training = (data: string, out: string, ...more: string[]): string[] => [
    ...['train', '--data', data, '--out', out, '--preset', 'tiny', '--size', '32', '--batch', '2'],
    ...['--backend', 'wasm', '--no-tune', '--set', 'report=false', ...more],
  ]
  /** What a model is made of. */
  const modelOf = async (run: string): Promise<Record<string, string>> => {
    const files = (await filesIn(join(run, 'model'))).map(async (name) =>
      [name, (await readFile(join(run, 'model', name))).toString('base64')] as const) // prettier-ignore
    return Object.fromEntries(await Promise.all(files))
  }

  it('are trained on and scored, and a run is gone on with on another machine', async () => {
    const [near, far] = [join(dir, 'near'), join(dir, 'far')]
    const last = ['--set', 'keep=last']
    expect(await spad(...training(local, near, '--steps', '4', ...last))).toMatchObject({ status: 0 }) // prettier-ignore
    const begun = await spad(...training(address, far, '--steps', '4', ...last))
    expect(begun).toMatchObject({ status: 0 })
    expect(await readFile(join(far, 'config.yaml'), 'utf8')).toContain(`data: ${address}\n`)
    expect(await modelOf(far)).toEqual(await modelOf(near))
    // the other machine has a cache of its own
    vi.stubEnv('SPAD_DATA_CACHE', await temporaryFolder())
    const moved = join(dir, 'moved-run')
    await rename(far, moved)
    const more = ['train', '--out', moved, '--resume', '--steps', '6', '--backend', 'wasm']
    const resumed = await spad(...more)
    expect(resumed.err).toContain('Going on after step 4.')
    expect(resumed.status).toBe(0)
    const files = (await filesIn(moved)).filter((name) => !/\.(bin|png)$/.test(name))
    const said = await Promise.all(files.map((name) => readFile(join(moved, name), 'utf8')))
    const all = JSON.stringify([said, begun, resumed])
    for (const secret of [SECRET, KEY]) expect(all).not.toContain(secret)
    // the same images are the same wherever they lie
    expect(await spad(...more, '--data', local)).toMatchObject({ status: 0 })
    const [first = ''] = await readdir(join(local, 'images'))
    await putFolder(local, 'sets/other')
    await putObject(`${bucket}/sets/other/images/${first}`, await readFile(join(local, 'masks', first))) // prettier-ignore
    const refused = await spad(...more, '--data', 's3://clinic/sets/other')
    expect(refused.err).toContain('what its image and mask files hold is not what the run was begun with') // prettier-ignore
    expect(refused.status).toBe(2)
  }, 120_000)

  it('are scored as folders are', async () => {
    const size = { height: 32, width: 32, channels: 1, classes: phantomClasses('chest') }
    const model = createModel(recipe('unet', { ...size, preset: 'tiny' }).config)
    await saveModelTo(join(dir, 'model'), model)
    model.denoiser.dispose()
    const score = (data: string) =>
      spad('evaluate', '--model', join(dir, 'model'), '--data', data, '--split', 'all', '--backend', 'wasm') // prettier-ignore
    expect((await score(address)).out).toBe((await score(local)).out)
    await putFolder(join(dir, 'model'), 'models/first')
    const begin = ['--init', 's3://clinic/models/first', '--steps', '1']
    const begun = await spad(...training(address, join(dir, 'begun'), ...begin))
    expect(begun.status).toBe(0)
    expect(await readFile(join(dir, 'begun', 'config.yaml'), 'utf8')).toContain(
      'init: s3://clinic/models/first\n',
    )
    const planned = await spad('plan', '--data', address)
    expect(planned.out).toContain(`spad train --data ${address} --out runs/first`)
  }, 60_000)

  it.skipIf(!hasRedis)(
    'are trained on by workers elsewhere, to the bit',
    async () => {
      const options = ['--folds', '2', '--preset', 'tiny', '--size', '32', '--steps', '2', '--batch', '2', '--no-tune', '--set', 'report=false'] // prettier-ignore
      const validate = (data: string, out: string, ...more: string[]) =>
        outside('cross-validate', '--data', data, '--out', out, ...options, ...more)
      const [near, far] = [join(dir, 'folds-near'), join(dir, 'folds-far')]
      expect(await validate(local, near, '--backend', 'wasm')).toMatchObject({ status: 0 })
      const redis = await startRedis()
      // a worker's machine has a cache of its own
      const elsewhere = await temporaryFolder()
      vi.stubEnv('SPAD_DATA_CACHE', elsewhere)
      const worker = spawnSpad('work', '--queue', redis.url, '--backend', 'wasm')
      vi.stubEnv('SPAD_DATA_CACHE', cache)
      const asked = await validate(address, far, '--queue', redis.url)
      expect(asked).toMatchObject({ status: 0 })
      worker.child.kill('SIGTERM')
      await worker.ended
      expect(await readdir(elsewhere)).toHaveLength(1)
      for (const run of ['.', 'fold-1', 'fold-2'])
        expect(await modelOf(join(far, run))).toEqual(await modelOf(join(near, run)))
      const scores = [far, near].map((folder) => readFile(join(folder, 'scores.json'), 'utf8'))
      expect(await scores[0]).toBe(await scores[1])
      const said = JSON.stringify([asked, worker.texts()])
      for (const secret of [SECRET, KEY]) expect(said).not.toContain(secret)
    },
    120_000,
  )
})

/** What stands in a mark, of a process that is gone. */
async function goneProcess(file: string): Promise<string> {
  const said = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>
  return JSON.stringify({ ...said, pid: 2 ** 22 - 1, started: 'long ago' })
}
