// @ts-check
import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadModelFrom } from '@spad/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { main } from '../../../packages/node/src/cli/main.js'
import { readLines } from '../../study/lines.mjs'
import { checkPlan } from '../../study/plan.mjs'
import { makeLines } from '../../study/runner.mjs'
import { listUnits } from '../../study/units.mjs'
import { trainArguments, trainingOptions } from '../../weights/command.mjs'
import { chooseLine, figuresOf, reachableDice } from '../../weights/figures.mjs'
import { ship } from '../../weights/ship.mjs'
import { scoreShipped, trainAgain } from '../../weights/verdict.mjs'

const plan = checkPlan(
  {
    baseline: 'unet',
    options: { preset: 'tiny', batch: 2 },
    sets: {
      chest: {
        phantoms: { kind: 'chest', count: 12, size: [24, 24] },
        options: { size: 16, steps: 6, validate: { every: 2 } },
      },
    },
    variants: { unet: { options: { recipe: 'unet' } }, spad: { options: { recipe: 'spad' } } },
    table: { seeds: [1, 2] },
  },
  'plan.yaml',
)
const words = {
  ...{ set: 'chest', finds: 'lungs', use: 'Lungs of phantoms.', data: 'Made up.', licence: 'CC0' },
  ...{ attribution: 'nobody', limits: ['They are no lungs.'] },
}

const line = { set: 'chest', variant: 'spad' }

/** @type {string} */
let work
/** @type {import('../../study/lines.mjs').Line[]} */
let lines
const out = () => join(work, 'weights')
const folder = () => join(out(), 'lungs')
const source = () => ({ plan, lines, runs: [join(work, 'runs')], out: out() })

/** @param {string[]} argv */
async function spad(argv) {
  let err = ''
  const status = await main([...argv, '--backend', 'wasm'], {
    ...{ out: () => undefined, interactive: false, env: {} },
    err: (/** @type {string} */ text) => (err += text),
  })
  return { status, err, cpu: 60 }
}

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'spad-weights-'))
  const choice = { sets: ['chest'], variants: ['unet', 'spad'], regimes: ['clean'], seeds: [1, 2] }
  const units = await listUnits(plan, { ...choice, split: 'test' }, { work })
  const environment = { cpu: 'a processor', node: 'v0', backend: 'wasm 0' }
  const { failures } = await makeLines(units, {
    ...{ out: join(work, 'lines.jsonl'), work, jobs: 1, backend: 'wasm', commit: 'abc' },
    ...{ environment, say: () => undefined, spad },
  })
  expect(failures).toEqual([])
  lines = readLines(join(work, 'lines.jsonl'))
  await ship('lungs', words, source())
}, 120_000)
afterAll(() => rm(work, { recursive: true, force: true }))

describe('a model that ships', () => {
  test('is the one that validates best, in float16, with what is known of it', async () => {
    expect((await readdir(folder())).sort()).toEqual([
      'README.md',
      'dataset.json',
      'group1-shard1of1.bin',
      'model.json',
    ])
    const { model, metadata } = await loadModelFrom(folder())
    const parameters = Object.values(model.denoiser.variables).reduce((n, { size }) => n + size, 0)
    model.denoiser.dispose()
    expect(readFileSync(join(folder(), 'group1-shard1of1.bin'))).toHaveLength(2 * parameters)
    const own = lines.filter(({ variant }) => variant === 'spad')
    const best = chooseLine(own)
    expect(metadata).toMatchObject({
      seed: best.seed,
      data: { licence: 'CC0', attribution: 'nobody', test: 2 },
      card: { options: { recipe: 'spad', seed: best.seed }, minutes: 1, commit: 'abc' },
    })
    expect(metadata.card).toHaveProperty('figures', figuresOf(own, best))
  })

  test('has a card with its figures, its command and its authors, and no place of this machine', () => {
    const text = readFileSync(join(folder(), 'README.md'), 'utf8')
    const own = lines.filter(({ variant }) => variant === 'spad')
    const { mean, deviation } = figuresOf(own, chooseLine(own)).mean.dice
    for (const part of [
      `${mean.toFixed(3)} ± ${(deviation ?? NaN).toFixed(3)}`,
      'spad train --data DATA --out runs/lungs --preset tiny --batch 2 --size 16 --steps 6',
      `--set 'validate={"every":2}' --recipe spad --seed`,
      'Attribution: nobody',
      '- They are no lungs.',
      'Not a medical device',
    ])
      expect(text.replaceAll('\n', ' ')).toContain(part)
    for (const file of ['README.md', 'model.json', 'dataset.json'])
      expect(readFileSync(join(folder(), file), 'utf8')).not.toContain(work)
  })

  test('is refused where the plan is that of another run', async () => {
    const other = { ...plan, options: { ...plan.options, batch: 3 } }
    await expect(ship('lungs', words, { ...source(), plan: other })).rejects.toThrow(
      '`batch` of the run is 2, of the plan 3: is `--plan` the one of the run?',
    )
  })

  test('has the defaults of its time in its command', async () => {
    const { model, metadata } = await loadModelFrom(folder())
    const { seed = 0 } = metadata
    const config = { size: '16x16', batch: 2, balance: 0.25 }
    const options = trainingOptions(plan, { ...line, seed }, config, model)
    model.denoiser.dispose()
    expect(options).toMatchObject({ balance: 0.25, batch: 2, validate: { every: 2 } })
    expect(trainArguments(options, { data: 'd', out: 'o' })).toContain('balance=0.25')
  })

  test('is not made of the lines of another run', async () => {
    const moved = lines.map((line) => ({ ...line, best: { step: 1, dice: 0.123 } }))
    await expect(ship('lungs', words, { ...source(), lines: moved })).rejects.toThrow(
      '`--runs` holds 0 runs of chest, seed 1, that fit the line: it must be one.',
    )
  })
})

describe('reproducing a card', () => {
  const data = async () => {
    const [set = ''] = (await readdir(join(work, 'data'))).filter((name) => /forward/.test(name))
    return join(work, 'data', set)
  }
  const again = async (/** @type {string} */ run) =>
    trainAgain(folder(), {
      ...{ data: await data(), out: join(work, run) },
      spad: async (argv) => (await spad(argv)).status,
    })

  test('reaches the figure by the command, and the weights by themselves', async () => {
    expect(await again('again')).toMatchObject({ reached: true })
    expect(await scoreShipped(folder(), { data: await data() })).toMatchObject({ reached: true })
  }, 60_000)

  test('says so where the figure is not reached', async () => {
    const file = join(folder(), 'model.json')
    const before = readFileSync(file, 'utf8')
    const json = JSON.parse(before)
    const { dice } = json.userDefinedMetadata.spad.card.figures.mean
    Object.assign(dice, { mean: 0.999, deviation: 0, shipped: 0.999 })
    json.userDefinedMetadata.spad.formatVersion = 1 // of before files had seals
    await writeFile(file, JSON.stringify(json))
    expect(await again('not-again')).toMatchObject({
      reached: false,
      text: expect.stringContaining('the card says 0.999 ± 0, so at least 0.9990: NOT reached'),
    })
    expect(await scoreShipped(folder(), { data: await data() })).toMatchObject({ reached: false })
    await writeFile(file, before)
  }, 60_000)

  test('refuses other cases than the card’s', async () => {
    const file = join(await data(), 'dataset.json')
    const before = readFileSync(file, 'utf8')
    const { splits, ...rest } = JSON.parse(before)
    const swapped = { ...splits, train: splits.test, test: splits.train }
    await writeFile(file, JSON.stringify({ ...rest, splits: swapped }))
    await expect(scoreShipped(folder(), { data: await data() })).rejects.toThrow(
      "are not the card's. Put dataset.json of",
    )
    await writeFile(file, before)
  })

  test('asks for what 19 of 20 trainings reach', () => {
    const dice = { mean: 0.5, deviation: 0.02, shipped: 0.5 }
    const figures = { seeds: [1, 2, 3], mean: { dice } }
    // R: 0.5 - qt(0.95, 2) * 0.02 * sqrt(4 / 3)
    expect(reachableDice(/** @type {any} */ (figures))).toBeCloseTo(0.43257, 5)
  })
})
