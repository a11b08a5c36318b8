import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { readMask } from '../../src/data/read-mask.js'
import { readImage } from '../../src/data/read-image.js'
import { spad, temporaryFolder } from './run-spad.js'

vi.setConfig({ testTimeout: 60_000 })

const SIDE = 16
let dir: string
let data: string
let run: string
let plain: string

beforeAll(async () => {
  dir = await temporaryFolder(afterAll)
  data = join(dir, 'data')
  run = join(dir, 'run')
  plain = join(dir, 'plain')
  await writeReaders(data)
  const { status, err } = await train(run)
  expect(status).toBe(0)
  expect(err).toContain('10 of 10 cases have several readers, who agree by a mean Dice of 0.')
  expect(err).toContain('\nreaders tiny, ')
  expect(err).toContain(
    'Several readers drew: recipe readers, readers draw (each step learns of each case one reader, ' +
      'drawn at random); the last weights are kept.\n',
  )
  expect((await train(plain, '--recipe', 'unet')).status).toBe(0)
}, 120_000)

const train = (out: string, ...more: string[]) =>
  spad(
    ...['train', '--data', data, '--out', out, '--preset', 'tiny', '--size', '16', '--steps', '4'],
    ...['--batch', '2', '--backend', 'wasm', '--set', 'report=false', ...more],
  )

/** Bright squares of which reader r draws r more rows. */
async function writeReaders(folder: string): Promise<void> {
  for (const part of ['images', 'masks', 'raters'])
    await mkdir(join(folder, part), { recursive: true })
  for (let n = 0; n < 10; n++) {
    const rows = (i: number, more: number): boolean => {
      const [y, x] = [Math.floor(i / SIDE), i % SIDE]
      return y >= 4 && y < 8 + more && x >= 3 + (n % 4) && x < 10
    }
    const pictures = {
      images: (i: number) => 60 + (rows(i, 1) ? 120 : 0) + ((7 * i + n) % 20),
      masks: (i: number) => Number(rows(i, 1)),
      raters: (i: number) => [0, 1, 2].reduce((sum, r) => sum + (rows(i, r) ? 2 ** r : 0), 0),
    }
    for (const [part, pixel] of Object.entries(pictures)) {
      const values = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => pixel(i))
      await sharp(values, { raw: { width: SIDE, height: SIDE, channels: 1 } })
        .toColourspace('b-w')
        .png()
        .toFile(join(folder, part, `case-${n}.png`))
    }
  }
  await writeFile(
    join(folder, 'dataset.json'),
    JSON.stringify({
      labels: { background: 0, target: 1 },
      raters: { coding: 'bits', count: 3 },
    }),
  )
}

interface Scores {
  readonly mean: { readonly dice: number }
  readonly readers: Record<string, number | string | object>
}

const wasm = ['--backend', 'wasm']

describe('spad train with several readers', () => {
  it('keeps its choices, goes on with them, and takes others', async () => {
    const config = await readFile(join(run, 'config.yaml'), 'utf8')
    for (const line of ['recipe: readers', 'readers: draw', 'keep: last', 'signalScale: 0.25'])
      expect(config).toContain(line)
    expect(await readFile(join(plain, 'config.yaml'), 'utf8')).toContain('keep: best')
    const more = await spad('train', '--out', run, '--resume', '--steps', '5', ...wasm)
    expect(more.err).toContain('Going on after step 4.')
    expect(more.status).toBe(0)
    const soft = join(dir, 'soft')
    const { status, err } = await train(soft, '--recipe', 'spad', '--readers', 'soft')
    expect(err).toContain("recipe spad, readers soft (the readers' mean is learnt).\n")
    expect(status).toBe(0)
  })

  it('refuses `readers` where nobody but one drew, and what is no use of them', async () => {
    const one = join(dir, 'one')
    await writeReaders(one)
    await rm(join(one, 'raters'), { recursive: true })
    await writeFile(
      join(one, 'dataset.json'),
      JSON.stringify({ labels: { background: 0, target: 1 } }),
    )
    const call = ['train', '--data', one, '--out', join(dir, 'none'), ...wasm]
    expect(await spad(...call, '--readers', 'draw')).toMatchObject({
      status: 2,
      err: expect.stringContaining('has no `raters/`, the masks of several readers.') as string,
    })
    expect(await spad(...call, '--readers', 'all')).toMatchObject({
      status: 2,
      err: expect.stringContaining('must be one of "draw", "soft", "consensus"') as string,
    })
    const scored = await spad(
      ...['evaluate', '--model', run, '--data', one, '--split', 'all', '--samples', '2', ...wasm],
    )
    expect(scored.status).toBe(2)
    expect(scored.err).toContain('`--samples` compares with several readers: ')
  })
})

describe('spad segment --samples', () => {
  it('writes each mask, their shares and the band of their boundaries', async () => {
    const out = join(dir, 'out')
    const image = join(data, 'images', 'case-0.png')
    const call = ['segment', '--model', run, '--out', out, '--samples', '5', '--outputs', 'all']
      .concat(wasm)
      .concat(image)
    expect((await spad(...call)).status).toBe(0)
    const samples = [1, 2, 3, 4, 5].map((i) => `case-0_sample-0${i}.png`)
    const rest = ['band', 'labels', 'overlay', 'probability', 'share', 'uncertainty']
    const files = (await readdir(out)).filter((name) => name.endsWith('.png')).sort()
    expect(files).toEqual([...samples, ...rest.map((what) => `case-0_${what}.png`)].sort())
    const masks = await Promise.all(samples.map((name) => readMask(join(out, name))))
    const share = await readImage(join(out, 'case-0_share.png'), { channels: 1 })
    share.data.forEach((value, i) => {
      const marked = masks.filter((mask) => mask.data[i] === 1).length
      expect(Math.abs(value - marked / 5)).toBeLessThan(0.01)
    })
    expect((await spad(...call)).err).toContain('1 of them were there already')
    const fewer = await spad(...call.map((word) => (word === '5' ? '4' : word)))
    expect(fewer.err).not.toContain('already')
  })

  it('refuses an ensemble beside it', async () => {
    const call = ['segment', '--model', run, '--out', dir, '--samples', '2', '--ensemble', '2']
    const { status, err } = await spad(...call, ...wasm, join(data, 'images', 'case-0.png'))
    expect(status).toBe(2)
    expect(err).toContain('`samples` and `ensemble` exclude each other')
  })

  it('refuses scales beside it', async () => {
    const call = ['segment', '--model', run, '--out', dir, '--samples', '2', '--scales', '1,2']
    const { status, err } = await spad(...call, ...wasm, join(data, 'images', 'case-0.png'))
    expect([status, err]).toEqual([
      2,
      expect.stringContaining('`samples` and `scales` exclude each other'),
    ])
  })
})

describe('spad evaluate --samples', () => {
  it.each([
    ['drawn', () => run],
    ['levels', () => plain],
  ])('compares what is %s with the readers', async (kind, model) => {
    const json = join(dir, `${kind}.json`)
    const { status, out } = await spad(
      ...['evaluate', '--model', model(), '--data', data, '--split', 'all', '--samples', '4'],
      ...['--json', json, ...wasm],
    )
    expect(status).toBe(0)
    expect(out).toContain('Several readers: 4 ')
    expect(out).toMatch(/^GED² ↓ +-?\d\.\d{3}/m)
    const { readers } = JSON.parse(await readFile(json, 'utf8')) as Scores
    expect(readers).toMatchObject({ kind, samples: 4, cases: 10 })
    for (const key of ['ged', 'hmIou', 'spread', 'agreement', 'consensusDice', 'brier'])
      expect(readers[key], key).toBeTypeOf('number')
  })
})
