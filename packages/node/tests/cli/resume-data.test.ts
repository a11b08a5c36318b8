import { appendFile, cp, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { writePhantoms } from '../../src/data/demo-data.js'
import { temporaryFolder, type Result, spad } from './run-spad.js'

vi.setConfig({ testTimeout: 60_000 })

let dir: string
let original: string

beforeAll(async () => {
  dir = await temporaryFolder(afterAll)
  original = join(dir, 'original')
  await writePhantoms(join(original, 'data'), { kind: 'chest', cases: 10, seed: 1, size: [24, 24] })
  const { status } = await spad(
    ...['train', '--data', join(original, 'data'), '--out', join(original, 'run')],
    ...['--preset', 'tiny', '--size', '16', '--steps', '4', '--batch', '2', '--backend', 'wasm'],
    ...['--set', 'report=false', '--set', 'logEvery=1'],
  )
  expect(status).toBe(0)
}, 60_000)

interface Copy {
  readonly run: string
  readonly data: string
  readonly resume: (...more: string[]) => Promise<Result>
}

/** The run and its data in folders of their own. */
async function copy(name: string): Promise<Copy> {
  const place = join(dir, name)
  await cp(original, place, { recursive: true })
  const [run, data] = [join(place, 'run'), join(place, 'data')]
  const file = join(run, 'config.yaml')
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll(original, place))
  return { run, data, resume: (...more) => spad('train', '--out', run, '--resume', ...more) }
}

const refused = (text: string) => ({ status: 2, err: expect.stringContaining(text) as string })

it('refuses other splits of the same cases', async () => {
  const { data, resume } = await copy('splits')
  const file = join(data, 'dataset.json')
  const description = JSON.parse(await readFile(file, 'utf8')) as object
  const names = (await readdir(join(data, 'images'))).map((name) => name.replace('.png', ''))
  const splits = { train: names.slice(4), val: names.slice(3, 4), test: names.slice(0, 3) }
  await writeFile(file, JSON.stringify({ ...description, splits }))
  expect(await resume()).toMatchObject(
    refused(
      'its splits are not those that the run was begun with, so that cases it was trained on may be',
    ),
  )
})

it.each(['images', 'masks'])('refuses other pixels under the same names, in %s', async (folder) => {
  const { data, resume } = await copy(folder)
  const names = (await readdir(join(data, folder))).map((name) => join(data, folder, name))
  const [one = '', other = ''] = names
  await writeFile(one, await readFile(other))
  expect(await resume()).toMatchObject(
    refused('what its image and mask files hold is not what the run was begun with.'),
  )
})

it('says how to go on when the data have moved, and keeps the new place', async () => {
  const { run, data, resume } = await copy('moved')
  const now = join(dir, 'moved', 'elsewhere')
  await rename(data, now)
  expect(await resume()).toMatchObject(
    refused(
      `\`${data}\`, where the run's data were, does not exist. If they have moved, say where by \`--data NEW\``,
    ),
  )
  expect(await resume('--data', now, '--set', 'cache=5')).toMatchObject({ status: 0 })
  const config = await readFile(join(run, 'config.yaml'), 'utf8')
  expect(config).toContain(`data: ${now}\n`)
  expect(config).toContain('cache: 1024\n')
  expect(await resume()).toMatchObject({ status: 0 })
})

it('resumes from a checkpoint that does not know what the files hold, and says that', async () => {
  const { run, resume } = await copy('older')
  const file = join(run, 'checkpoint', 'checkpoint.json')
  interface Saved {
    formatVersion: number
    extra: { book: Record<string, unknown> }
  }
  const saved = JSON.parse(await readFile(file, 'utf8')) as Saved
  saved.formatVersion = 1
  delete saved.extra.book.splits
  delete saved.extra.book.content
  await writeFile(file, JSON.stringify(saved))
  const { status, err } = await resume('--steps', '5')
  expect(err).toContain('The checkpoint is of an older release')
  expect(status).toBe(0)
  expect((await resume()).err).not.toContain('older release')
})

it('goes on beyond its end, and says what that does to the schedules', async () => {
  const { run, resume } = await copy('more')
  const { status, err } = await resume('--steps', '8')
  expect(err).toContain(
    '8 steps instead of 4: the schedules see progress = step / 8 from here on. At step 4 it goes from 1.00 to 0.50',
  )
  expect(err).toMatch(/the learning rate from \S+ to \S+, scd from 0\.0 to 0\.0, bcd from/)
  expect(err).toContain('The average of the weights begins anew at step 4.')
  expect(err).toContain('Trained 8 steps')
  expect(status).toBe(0)
  expect(await readFile(join(run, 'config.yaml'), 'utf8')).toContain('steps: 8\n')
  expect(await stepsOf(run)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  expect(await resume('--steps', '7')).toMatchObject(
    refused('`steps` is 7: the run has done 8 already. Give at least as many.'),
  )
})

it.each([
  ['zeros after a power cut', (text: string) => `${text}${'\0'.repeat(200)}`, 5],
  [
    'a line that was cut in the middle',
    (text: string) => text.replace(/("step":3,"loss":).*/, '$1'),
    3,
  ],
  ['a line of another kind', (text: string) => text.replace(/"step":2/, '"step":"two"'), 2],
])('leaves out %s of the metrics, and says so', async (name, damage, line) => {
  const { run, resume } = await copy(name)
  const file = join(run, 'metrics.jsonl')
  await writeFile(file, damage(await readFile(file, 'utf8')))
  const { status, err } = await resume()
  expect(err).toContain(`\`${file}\`: line ${line} is damaged and left out.\n`)
  expect(status).toBe(0)
  expect((await resume()).err).not.toContain('damaged')
})

it('executes no module that a run names unless it is given again', async () => {
  const { run, resume } = await copy('parts')
  const parts = join(dir, 'parts', 'theirs.mjs')
  const mark = join(dir, 'parts', 'executed')
  await writeFile(
    parts,
    `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(mark)}, '')\n` +
      'export const noises = { mine: () => (batch) => batch }\n',
  )
  await appendFile(join(run, 'config.yaml'), `parts: ${parts}\n`)
  expect(await resume()).toMatchObject(
    refused(
      `a module whose code would be executed. If you trust it, give it again: \`--parts ${parts}\`.`,
    ),
  )
  const segment = [
    'segment',
    '--model',
    run,
    '--backend',
    'wasm',
    '--out',
    join(dir, 'parts', 'out'),
  ]
  const [image = ''] = await readdir(join(dir, 'parts/data/images'))
  expect((await spad(...segment, join(dir, 'parts/data/images', image))).status).toBe(0)
  expect(await readdir(join(dir, 'parts'))).not.toContain('executed')
  expect(await resume('--parts', parts)).toMatchObject({ status: 0 })
  expect(await readdir(join(dir, 'parts'))).toContain('executed')
})

async function stepsOf(run: string): Promise<number[]> {
  const lines = (await readFile(join(run, 'metrics.jsonl'), 'utf8')).trim().split('\n')
  return lines.map((line) => (JSON.parse(line) as { step: number }).step)
}

it('keeps where a folder lies, by its description too, wherever it is gone on', async () => {
  const [run, config] = [join(dir, 'described'), join(dir, 'described.yaml')]
  const place = relative(process.cwd(), join(original, 'data'))
  await writeFile(config, JSON.stringify({ data: { type: 'folder', dir: place } }))
  const { status } = await spad(
    ...['train', '--config', config, '--out', run, '--preset', 'tiny', '--size', '16'],
    ...['--steps', '2', '--batch', '2', '--backend', 'wasm', '--set', 'report=false'],
  )
  expect(status).toBe(0)
  expect(await readFile(join(run, 'config.yaml'), 'utf8')).toContain(
    `dir: ${join(original, 'data')}`,
  )
})
