// @ts-check
import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDataset } from '@spad/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { main } from '../../../packages/node/src/cli/main.js'
import { readLines } from '../../study/lines.mjs'
import { checkPlan } from '../../study/plan.mjs'
import { cellsOf, compareAll } from '../../study/report/compare.mjs'
import { powerText } from '../../study/report/power-text.mjs'
import { writeReport } from '../../study/report/write-report.mjs'
import { makeLines, makeTrainings } from '../../study/runner.mjs'
import { rank, screen } from '../../study/screen.mjs'
import { listUnits } from '../../study/units.mjs'

/** @type {string} */
let work
/** @type {string[][]} */
const calls = []
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'spad-study-'))
  writeFileSync(join(work, 'mine.mjs'), MINE)
})
afterAll(() => rm(work, { recursive: true, force: true }))

/** A part of a user's. */
const MINE = `export const progressSchedules = {
  halves: () => (progress) => ({ scd: progress < 0.5 ? 1 : 0, bcd: 0, gaussian: 0 }),
}`

const raw = {
  baseline: 'unet',
  options: { preset: 'tiny', batch: 2 },
  sets: {
    chest: {
      phantoms: { kind: 'chest', count: 12, size: [24, 24] },
      directions: 'both',
      options: { size: 16, steps: 2 },
    },
  },
  regimes: {
    clean: {},
    displaced: { train: [{ displace: { reach: 0.1 } }, { keep: { share: 0.5 } }] },
    speckle: { test: [{ speckle: {} }] },
  },
  variants: {
    unet: { options: { recipe: 'unet' } },
    // every sample noised: two steps of two would often have none
    mine: {
      parts: 'mine.mjs',
      options: { recipe: 'spad', schedule: { type: 'halves' }, clean: 0 },
    },
    flip: { extends: 'mine', inference: { ensemble: 2 } },
  },
  table: { seeds: [1] },
  screen: { seeds: [1], rungs: [0.5, 1] },
}

const plan = () => checkPlan(raw, join(work, 'plan.yaml'))
const everything = /** @type {const} */ ({
  sets: ['chest'],
  variants: ['unet', 'mine', 'flip'],
  regimes: ['clean', 'displaced', 'speckle'],
  seeds: [1, 2],
  split: 'test',
})

/** @param {string} out @returns {import('../../study/runner.mjs').Setting} */
const setting = (out) => ({
  ...{ out: join(work, out), work, jobs: 1, backend: 'wasm', commit: 'abc', environment: {} },
  say: () => undefined,
  spad: async (argv) => {
    calls.push(argv)
    let err = ''
    const status = await main(argv, {
      ...{ out: () => undefined, interactive: false, env: {} },
      err: (/** @type {string} */ text) => (err += text),
    })
    return { status, err, cpu: 1 }
  },
})

/** Where each direction lies. @param {import('../../study/plan.mjs').Plan} plan */
const dirsOf = async (plan) => {
  const units = await listUnits(plan, everything, { work })
  return Promise.all(
    ['forward', 'reverse'].map(
      async (fold) => (await units.find((unit) => unit.fold === fold)?.scoreOn()) ?? '',
    ),
  )
}

describe('a small study', () => {
  test('makes a line of each unit, and a training for those that share one', async () => {
    const units = await listUnits(plan(), everything, { work })
    // 2 folds, 3 variants, 3 regimes, 2 seeds
    expect(units).toHaveLength(36)
    expect(await makeLines(units, setting('lines.jsonl'))).toEqual({ made: 36, failures: [] })
    // `flip` and `speckle` change no training: 2 folds, 2 variants, 2 regimes, 2 seeds
    expect(calls.filter(([command]) => command === 'train')).toHaveLength(16)
    const lines = readLines(join(work, 'lines.jsonl'))
    expect(new Set(lines.map(({ fold, training }) => `${fold} ${training}`)).size).toBe(16)
    const [line] = lines
    expect(line).toMatchObject({ set: 'chest', variant: expect.any(String), commit: 'abc' })
    expect(line?.cases?.[0]).toHaveLength(6)
    expect(line?.calibration).toHaveProperty('aurc')
  }, 120_000)

  test('does not make again what is there, nor train again for a line that is not', async () => {
    const units = await listUnits(plan(), everything, { work })
    const file = join(work, 'lines.jsonl')
    const before = readFileSync(file, 'utf8')
    calls.length = 0
    expect(await makeLines(units, setting('lines.jsonl'))).toEqual({ made: 0, failures: [] })
    // a kill in the middle of a line
    writeFileSync(file, before.slice(0, -40))
    expect(await makeLines(units, setting('lines.jsonl'))).toEqual({ made: 1, failures: [] })
    expect(calls.map(([command]) => command)).toEqual(['evaluate'])
    expect(readLines(file)).toHaveLength(36)
    expect(readLines(file).at(-1)?.mean).toEqual(
      JSON.parse(before.trim().split('\n').at(-1) ?? '').mean,
    )
  }, 60_000)

  test('trains at one place and scores at another, and says where', async () => {
    const choice = { ...everything, regimes: ['clean'], seeds: [3], variants: ['mine', 'flip'] }
    const units = await listUnits(plan(), choice, { work })
    const server = { ...setting('nowhere.jsonl'), commit: 'old', environment: { cpu: 'big' } }
    calls.length = 0
    expect(await makeTrainings(units, server)).toEqual({ made: 2, failures: [] })
    expect(await makeTrainings(units, server)).toEqual({ made: 0, failures: [] })
    expect(calls.map(([command]) => command)).toEqual(['train', 'train'])
    expect(readLines(join(work, 'nowhere.jsonl'))).toEqual([])
    calls.length = 0
    expect(await makeLines(units, setting('here.jsonl'))).toEqual({ made: 4, failures: [] })
    expect(calls.map(([command]) => command)).not.toContain('train')
    for (const line of readLines(join(work, 'here.jsonl')))
      expect(line).toMatchObject({
        ...{ commit: 'old', environment: { cpu: 'big' } },
        scored: { commit: 'abc', environment: {} },
      })
    expect(readLines(join(work, 'lines.jsonl'))[0]).not.toHaveProperty('scored')
  }, 60_000)

  test('tells runs apart by what decides their figures, and by nothing else', async () => {
    const config = async (/** @type {object} */ options) => {
      const changed = { ...raw, options: { ...raw.options, ...options } }
      const [unit] = await listUnits(checkPlan(changed, join(work, 'plan.yaml')), everything, {
        work,
      })
      return unit?.config
    }
    expect(await config({ cache: 1, backend: 'cpu', report: false })).toBe(await config({}))
    expect(await config({ doubt: 0.1 })).not.toBe(await config({}))
  })

  test('names the patients without another split or digest', async () => {
    const chest = { ...raw.sets.chest, patients: '^\\D*(\\d)' }
    const told = checkPlan({ ...raw, sets: { chest } }, join(work, 'plan.yaml'))
    const [unit] = await listUnits(told, everything, { work })
    const [other] = await listUnits(plan(), everything, { work })
    const [name = ''] = (await openDataset((await unit?.scoreOn()) ?? '')).names
    expect(unit?.group(name)).toBe(/\d/.exec(name)?.[0])
    expect(other?.group(name)).toBe(name)
    expect(unit?.config).toBe(other?.config)
  })

  test('trains on altered labels and is scored on the true ones', async () => {
    const units = await listUnits(plan(), everything, { work })
    const displaced = units.find(({ regime, fold }) => regime === 'displaced' && fold === 'forward')
    const [clean, altered] = [await displaced?.scoreOn(), await displaced?.trainOn()].map(
      (dir) => dir ?? '',
    )
    const [before, after] = [await openDataset(clean ?? ''), await openDataset(altered ?? '')]
    expect(after.splits.train).toHaveLength(Math.round(before.splits.train.length / 2))
    expect(after.splits.val).toEqual(before.splits.val)
    const name = after.splits.train[0] ?? ''
    const [one, other] = [before, after].map(({ names }) => names.indexOf(name))
    expect((await after.read(other ?? 0)).labels).not.toEqual((await before.read(one ?? 0)).labels)
    expect((await after.read(other ?? 0)).image).toEqual((await before.read(one ?? 0)).image)
    expect(await readlink(join(altered ?? '', 'images', `${name}.png`))).toContain('chest')
  })

  test('trains on the other half in the other direction', async () => {
    const dirs = await dirsOf(plan())
    const [forward, reverse] = await Promise.all(dirs.map((dir) => openDataset(dir)))
    const all = (/** @type {typeof forward} */ data) =>
      [...(data?.splits.train ?? []), ...(data?.splits.val ?? [])].sort()
    expect(all(reverse)).toEqual([...(forward?.splits.test ?? [])].sort())
    expect([...(reverse?.splits.test ?? [])].sort()).toEqual(all(forward))
    const turned = { chest: { ...raw.sets.chest, directions: 'reverse' } }
    const alone = checkPlan({ ...raw, sets: turned }, join(work, 'plan.yaml'))
    expect(await dirsOf(alone)).toEqual(['', dirs[1]])
  })

  test('validates on the cases that a plan names', async () => {
    const chest = (/** @type {string} */ validate) =>
      checkPlan(
        { ...raw, sets: { chest: { ...raw.sets.chest, directions: 'forward', validate } } },
        join(work, 'v.yaml'),
      )
    const names = (await openDataset((await dirsOf(plan()))[0] ?? '')).splits.train
    const { splits } = await openDataset((await dirsOf(chest(`^${names[0]}$`)))[0] ?? '')
    expect(splits.val).toEqual([names[0]])
    expect(splits.train).toEqual(expect.arrayContaining(names.slice(1)))
    await expect(dirsOf(chest('^nobody'))).rejects.toThrow(/`validate` is \^nobody: it matches 0/)
  })

  test('becomes tables, plots and an estimate of power', async () => {
    const lines = readLines(join(work, 'lines.jsonl'))
    const dir = join(work, 'report')
    await writeReport(lines, { dir, baseline: 'unet', title: 'Small' })
    expect((await readdir(dir)).sort()).toEqual([
      'README.md',
      'dice.svg',
      'hd95.svg',
      'risk-chest.svg',
    ])
    const text = readFileSync(join(dir, 'README.md'), 'utf8')
    expect(text).toMatch(/\| chest \| displaced \| mine +\| +2 \|/)
    expect(text).toContain('p, Holm')
    expect(text).toMatch(
      /Minus `unet`, of equal seeds[^]*\| chest \| clean +\| mine +\| [+-]0\.\d{4} \(/,
    )
    expect(readFileSync(join(dir, 'dice.svg'), 'utf8')).toMatch(/^<svg[^]*chest, speckle, flip/)
    const of = (/** @type {number[]} */ seeds) =>
      compareAll(
        cellsOf(
          lines.filter(({ seed }) => seeds.includes(seed)),
          'unet',
        ),
        'unet',
      )
    // one training may differ by chance on every case
    expect(of([1]).map(({ cases }) => cases.p)).toEqual(of([1]).map(() => null))
    expect(of([1, 2]).some(({ cases }) => cases.p !== null)).toBe(true)
    const power = powerText(lines, { baseline: 'unet', difference: 0.01, power: 0.8 })
    expect(power).toMatch(/\| chest \| clean \| 2 \| 12 \|.*\| – \| – \|/)
    // two patients in either direction
    const shared = structuredClone(lines)
    for (const { cases = [] } of shared) cases.forEach((one, i) => (one[1] = i % 2 ? 'a' : 'b'))
    expect(powerText(shared, { baseline: 'unet', difference: 0.01, power: 0.8 })).toMatch(
      /\| chest \| clean \| 2 \| 12 \|.*\| 4 \| \d+\.\d \|/,
    )
  })
})

describe('a screening', () => {
  test('keeps the better half of each rung, and the baseline', async () => {
    const choice = { ...everything, regimes: ['clean'], seeds: [1] }
    const { rungs, failures } = await screen(plan(), choice, { work }, setting('screen.jsonl'))
    expect(failures).toEqual([])
    expect(rungs.map(({ budget, ranking, kept }) => [budget, ranking.length, kept.length])).toEqual(
      [
        [0.5, 2, 1],
        [1, 1, 1],
      ],
    )
    const lines = readLines(join(work, 'screen.jsonl'))
    expect([...new Set(lines.map(({ steps }) => steps))]).toEqual([1, 2])
    expect([...new Set(lines.map(({ split }) => split))]).toEqual(['val'])
  }, 60_000)

  test('goes by the differences to the baseline of the same seed', () => {
    const unit = { set: 's', fold: /** @type {const} */ ('forward'), regime: 'clean', config: 'c' }
    const dices = { base: [0.1, 0.9], good: [0.2, 0.95], bad: [0.0, 0.99], failed: [0.9] }
    const units = Object.entries(dices).flatMap(([variant]) =>
      [0, 1].map((seed) => ({ ...unit, variant, seed })),
    )
    const lines = Object.entries(dices).flatMap(([variant, values]) =>
      values.map((dice, seed) => ({ ...unit, variant, seed, mean: { dice, hd95: 10 - dice } })),
    )
    expect(rank(/** @type {any} */ (lines), units, 'base')).toEqual([
      {
        variant: 'good',
        gain: expect.closeTo(0.075, 9),
        hd95: expect.closeTo(-0.075, 9),
        wins: 2,
        pairs: 2,
      },
      {
        variant: 'bad',
        gain: expect.closeTo(-0.005, 9),
        hd95: expect.closeTo(0.005, 9),
        wins: 1,
        pairs: 2,
      },
    ])
  })
})

describe('when something goes wrong', () => {
  test('a failed run is told and keeps no other from being made; a run that was begun goes on', async () => {
    const choice = { ...everything, regimes: ['clean'], seeds: [7], variants: ['unet', 'mine'] }
    const units = (await listUnits(plan(), choice, { work })).filter(
      ({ fold }) => fold === 'forward',
    )
    const own = setting('failing.jsonl')
    const { spad } = own
    /** @param {string[]} argv */
    const failing = async (argv) => {
      const result = await spad(argv)
      const isFirst =
        argv[0] === 'train' && argv.some((arg) => arg.includes(units[0]?.training ?? '?'))
      return isFirst ? { ...result, status: 2, err: 'spad: the disk is full\n' } : result
    }
    const { made, failures } = await makeLines(units, { ...own, spad: failing })
    expect(made).toBe(1)
    expect(failures).toEqual(['chest forward, unet, clean, seed 7: spad: the disk is full'])
    calls.length = 0
    expect(await makeLines(units, own)).toEqual({ made: 1, failures: [] })
    expect(calls[0]).toContain('--resume')
  }, 60_000)

  test.each([
    [
      { baseline: 'nobody' },
      '`baseline` in p.yaml names "nobody": there is no variant of that name (there are unet, mine, flip).',
    ],
    [{ sets: { a: {} } }, '`sets.a` in p.yaml must have either `data` or `phantoms`.'],
    [{ regimes: { clean: { train: [{ displce: {} }] } } }, '`regimes.clean.train.0` in p.yaml'],
    [{ table: { seeds: [1], variants: ['spd'] } }, '`table.variants` in p.yaml names "spd"'],
    [
      { variants: { ...raw.variants, unet: { extends: 'flip' }, mine: { extends: 'unet' } } },
      'leads back to itself: unet → flip → mine → unet.',
    ],
    [{ screen: { seeds: [1], rungs: [2] } }, '`screen.rungs.0` in p.yaml is 2'],
    [
      { sets: { chest: { ...raw.sets.chest, patients: '(' } } },
      '`sets.chest.patients` in p.yaml is "(": must be a regular expression.',
    ],
  ])('a plan with %j is refused', (change, text) => {
    expect(() => checkPlan({ ...raw, ...change }, 'p.yaml')).toThrow(text)
  })

  test('a wrong option of a variant is refused before anything is trained', async () => {
    const wrong = {
      ...raw,
      variants: { unet: { options: { recipe: 'unet', stpes: 3 } } },
      screen: undefined,
    }
    const checked = checkPlan(wrong, join(work, 'plan.yaml'))
    await expect(
      listUnits(checked, { ...everything, variants: ['unet'] }, { work }),
    ).rejects.toThrow(
      '`variants.unet on chest`: `stpes` is no known option. The nearest known one is `steps`',
    )
  })

  test('sets that lie in folders need to be told where', async () => {
    const elsewhere = checkPlan(
      { ...raw, sets: { chest: { data: 'chest' } } },
      join(work, 'plan.yaml'),
    )
    await expect(listUnits(elsewhere, everything, { work })).rejects.toThrow(
      '`--data` is missing: `sets.chest` lies below it.',
    )
  })
})
