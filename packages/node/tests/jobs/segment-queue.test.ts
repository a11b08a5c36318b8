import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { phantomClasses } from '@spad/core/phantoms'
import { createModel, recipe } from '@spad/models'
import { writePhantoms } from '../../src/data/demo-data.js'
import { saveModelTo, useBackend } from '../../src/index.js'
import { type Spawned, spad, spawnSpad, temporaryFolder } from '../cli/run-spad.js'
import { hasPostgres, startPostgres } from './postgres-server.js'
import { hasRedis, startRedis, titled } from './redis-server.js'

const COUNT = 12
let dir: string
let whole: Record<string, string>

const segment = (out: string): string[] => {
  const from = join(dir, 'data', 'images')
  return [
    'segment',
    '--model',
    join(dir, 'model'),
    '--out',
    out,
    '--ensemble',
    '4',
    '--outputs',
    'all',
    from,
  ]
}

beforeAll(async () => {
  dir = await temporaryFolder(afterAll)
  await writePhantoms(join(dir, 'data'), { kind: 'chest', cases: COUNT, seed: 1, size: [64, 64] })
  await useBackend('wasm')
  const size = { height: 64, width: 64, channels: 1, classes: phantomClasses('chest') }
  const model = createModel(recipe('unet', { ...size, preset: 'tiny' }).config)
  await saveModelTo(join(dir, 'model'), model)
  model.denoiser.dispose()
  const out = join(dir, 'whole')
  expect(await spad(...segment(out), '--backend', 'wasm')).toMatchObject({ status: 0 })
  whole = await contentOf(out)
}, 60_000)

it('does the chunks of a manifest one by one, to the byte', async () => {
  const out = join(dir, 'by-manifest')
  const manifest = join(dir, 'work.json')
  const written = await spad(...segment(out), '--manifest', manifest, '--chunk', '5')
  expect(written).toMatchObject({ status: 0 })
  expect(written.err).toMatch(/Written: .*work\.json, indices 0 to 2\n$/)
  const work = ['work', '--manifest', manifest, '--backend', 'wasm', '--index']
  for (const index of ['2', '0', '1', '1']) {
    const { status, err } = await spad(...work, index)
    expect({ status, err }).toEqual({
      status: 0,
      err: `Chunk ${index}: segmented ${index === '2' ? '2 of 2' : '5 of 5'} images\n`,
    })
  }
  expect(await contentOf(out)).toEqual(whole)
  const beyond = await spad(...work, '3')
  expect(beyond).toMatchObject({ status: 2 })
  expect(beyond.err).toBe('spad: `index` is 3: the manifest has chunks 0 to 2.\n')
}, 60_000)

it('refuses what is no manifest, another model, and work without a place', async () => {
  const manifest = join(dir, 'other.json')
  await spad(...segment(join(dir, 'other')), '--manifest', manifest)
  const work = ['work', '--manifest', manifest, '--index', '0', '--backend', 'wasm']
  const text = await readFile(manifest, 'utf8')
  await writeFile(manifest, text.replace(/"making":"[0-9a-f]{8}/, '"making":"00000000'))
  expect((await spad(...work)).err).toMatch(/^spad: the model, its parts or the version of spad/)
  await writeFile(manifest, '{}')
  expect((await spad(...work)).err).toMatch(/is no manifest: `spad segment --manifest FILE` writes/)
  const withBackend = await spad(...segment(dir), '--manifest', manifest, '--backend', 'wasm')
  expect(withBackend).toMatchObject({
    status: 2,
    err: 'spad: `--backend` is for this process: give `--backend` to `spad work`.\n',
  })
  // these were left aside, and the work was done without
  for (const [flag, value, message] of [
    ['samples', '4', 'is not for others to do'],
    ['channel', '1', 'is for scans, and none of the inputs is one'],
    ['axis', 'axial', 'is for scans, and none of the inputs is one'],
  ] as const)
    expect((await spad(...segment(dir), '--manifest', manifest, `--${flag}`, value)).err).toContain(
      `spad: \`--${flag}\` ${message}`,
    )
  expect(await spad('work')).toMatchObject({
    status: 2,
    err: 'spad: there is no work: give `--queue URL`, or `--manifest FILE --index N`.\n',
  })
})

it('executes parts that the worker was given, never because a manifest names them', async () => {
  const [parts, mine, trace] = ['parts.mjs', 'mine.mjs', 'trace'].map((name) => join(dir, name))
  const module = 'export const noises = {}\n'
  await writeFile(parts!, module)
  await writeFile(mine!, module)
  const manifest = join(dir, 'with-parts.json')
  const out = join(dir, 'with-parts')
  await spad(...segment(out), '--manifest', manifest, '--parts', parts!)
  await writeFile(
    parts!,
    `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(trace)}, '')\n${module}`,
  )
  const work = ['work', '--manifest', manifest, '--index', '0', '--backend', 'wasm']
  expect(await spad(...work)).toMatchObject({
    status: 2,
    err: 'spad: the work needs parts of your own, a program: give them again, `--parts FILE`.\n',
  })
  expect(await spad(...work, '--parts', mine!)).toMatchObject({ status: 0 })
  await expect(readFile(trace!)).rejects.toThrow('ENOENT')
})

it('goes on where an image is broken, and says which', async () => {
  const images = join(dir, 'some')
  await mkdir(images)
  const [first] = await readdir(join(dir, 'data', 'images'))
  await copyFile(join(dir, 'data', 'images', first!), join(images, first!))
  await writeFile(join(images, 'broken.png'), 'none')
  const manifest = join(dir, 'some.json')
  const out = join(dir, 'some-out')
  const argv = ['segment', '--model', join(dir, 'model'), '--out', out, images]
  await spad(...argv, '--manifest', manifest)
  const { status, err } = await spad(
    'work',
    '--manifest',
    manifest,
    '--index',
    '0',
    '--backend',
    'wasm',
  )
  expect({ status, err }).toEqual({ status: 2, err: 'Chunk 0: segmented 1 of 2 images\n' })
  const names = await readdir(join(out, '.spad-work'))
  const [trouble] = names.filter((name) => name.startsWith('trouble-'))
  expect(await readFile(join(out, '.spad-work', trouble!), 'utf8')).toContain('broken.png')
})

it.skipIf(!hasRedis)(
  titled('loses nothing when a worker and the broker are killed, to the byte'),
  async () => {
    const redis = await startRedis()
    await survives(join(dir, 'by-redis'), redis.url, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1100)) // what appendfsync everysec may lose
      await redis.kill()
      await redis.start()
    })
  },
  120_000,
)

it.skipIf(!hasPostgres)(
  `loses nothing on PostgreSQL${hasPostgres ? '' : ' (left out: no PostgreSQL)'}`,
  async () => {
    const postgres = await startPostgres()
    await survives(join(dir, 'by-postgres'), postgres.url, async () => {
      await postgres.kill()
      await postgres.start()
    })
  },
  120_000,
)

/** Segments through a queue while a worker is killed, and whatever else happens. */
async function survives(out: string, url: string, happens?: () => Promise<void>): Promise<void> {
  const start = (...argv: string[]): Spawned => {
    const spawned = spawnSpad(...argv)
    onTestFinished(() => void spawned.child.kill('SIGKILL'))
    return spawned
  }
  const worker = (): Spawned => start('work', '--queue', url, '--backend', 'wasm', '--lease', '2')
  const asked = start(...segment(out), '--queue', url, '--chunk', '2')
  const victim = worker()
  while ((await finished(out)) < 2) await new Promise((resolve) => setTimeout(resolve, 5))
  victim.child.kill('SIGKILL')
  expect(await finished(out)).toBeLessThan(COUNT)
  await happens?.()
  const second = worker()
  expect(await asked.ended).toEqual({ status: 0, signal: null })
  expect(asked.texts().err).toMatch(`Segmented ${COUNT} of ${COUNT} images into `)
  second.child.kill('SIGTERM')
  expect(await second.ended).toEqual({ status: 0, signal: null })
  expect(await contentOf(out)).toEqual(whole)
  const left = await readdir(join(out, '.spad-work'))
  expect(left.filter((name) => name.startsWith('scratch-'))).toEqual([])
}

/** How many images have their last file. */
async function finished(out: string): Promise<number> {
  const names = await readdir(out).catch(() => [])
  return names.filter((name) => name.endsWith('_labels.png')).length
}

async function contentOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.png')).sort()
  const files = await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')))
  return Object.fromEntries(names.map((name, i) => [name, files[i] ?? '']))
}
