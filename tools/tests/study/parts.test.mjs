// @ts-check
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, URL } from 'node:url'
import { parse } from 'yaml'
import { createRandom, stack } from '@spad/core'
import { phantomDataset } from '@spad/core/phantoms'
import { testDenoiser } from '@spad/core/testing'
import { unet } from '@spad/models'
import { useBackend } from '@spad/node'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { main } from '../../../packages/node/src/cli/main.js'
import { readPlan, wholeVariant } from '../../study/plan.mjs'
import { writePhantoms } from '../../study/folders.mjs'
import { aside, perturbed } from '../../study/parts/aside.mjs'
import { denoisers } from '../../study/parts/deeply-supervised.mjs'
import { divergence, denoisers as drawing } from '../../study/parts/drawn.mjs'
import { ensemble } from '../../study/parts/ensemble.mjs'

const study = fileURLToPath(new URL('../../study/study.yaml', import.meta.url))
const readers = fileURLToPath(new URL('../../study/readers.yaml', import.meta.url))
/** @type {string} */
let work
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'spad-parts-'))
  await writePhantoms(join(work, 'data'), { kind: 'chest', count: 12, size: [32, 32] })
  await symlink(join(work, 'data'), join(work, 'shenzhen-cxr')) // where `restoring-more` finds images without masks
  vi.stubEnv('SPAD_STUDY_DATA', work)
})
afterAll(() => {
  vi.unstubAllEnvs()
  return rm(work, { recursive: true, force: true })
})

/** @param {string[]} argv */
const spad = async (...argv) => {
  let err = ''
  const terminal = { out: () => undefined, interactive: false, env: {} }
  const status = await main(argv, { ...terminal, err: (text) => void (err += text) })
  return { status, err }
}

test.each([
  ...['features', 'restoring', 'restoring-more', 'self-conditioned', 'unet-deep'].map((name) => ({
    name,
    plan: study,
  })),
  ...['dropout', 'probabilistic-unet'].map((name) => ({ name, plan: readers })),
])(
  'the variant `$name` learns, and what it learnt answers',
  async ({ name, plan }) => {
    const { options: whole, parts = '' } = wholeVariant(await readPlan(plan), name)
    const { readers: _, ...options } = whole // phantoms have one mask each
    const module = join(fileURLToPath(new URL('../../study', import.meta.url)), parts)
    const out = join(work, name)
    const config = { ...options, size: 16, steps: 30, batch: 4, logEvery: 1, report: false }
    const flags = Object.entries(config).flatMap(([key, value]) => [
      '--set',
      `${key}=${JSON.stringify(value)}`,
    ])
    const given = ['--data', join(work, 'data'), '--out', out, '--parts', module]
    const trained = await spad('train', ...given, '--backend', 'wasm', ...flags)
    expect(trained.status, trained.err).toBe(0)
    const losses = (await readFile(join(out, 'metrics.jsonl'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).loss)
    expect(losses.at(-1)).toBeLessThan(0.8 * losses[0])
    const scored = ['--model', out, '--data', join(work, 'data'), '--parts', module]
    expect(await spad('evaluate', ...scored, '--backend', 'wasm')).toMatchObject({ status: 0 })
    expect(parse(await readFile(join(out, 'config.yaml'), 'utf8')).gradients).toMatchObject(
      /** @type {any} */ (options).gradients,
    )
  },
  60_000,
)

test('what is laid aside perturbs features where the target lies, and nowhere else', async () => {
  const data = phantomDataset({ kind: 'chest', count: 4, size: [32, 32] })
  const samples = await Promise.all([0, 1, 2, 3].map((index) => data.read(index)))
  const batch = stack(samples, data.classes.length)
  const context = { intensity: { scd: 1, bcd: 0 }, random: createRandom(3) }
  const before = tf.memory().numTensors
  const noisy = /** @type {any} */ (aside({ keep: 0, clean: 0 })(batch, context))
  expect(noisy.image).toBe(batch.image)
  // as an encoder's second level: half of the size, more channels than the field
  const features = /** @type {tf.Tensor4D} */ (tf.randomNormal([4, 16, 16, 12], 0, 1, 'float32', 1))
  const [moved, inside] = tf.tidy(() => {
    const change = tf.max(tf.abs(tf.sub(perturbed(features, noisy), features)), 3, true)
    const foreground = tf.sub(1, tf.slice(batch.target, [0, 0, 0, 0], [-1, -1, -1, 1]))
    const near = tf.maxPool(/** @type {tf.Tensor4D} */ (foreground), 2, 2, 'valid')
    return [change.dataSync(), near.dataSync()]
  })
  moved.forEach((value, i) => expect(value > 1e-6).toBe(inside[i] === 1))
  tf.dispose([features, noisy.strength, noisy.field])
  expect(tf.memory().numTensors).toBe(before)
  tf.dispose({ ...batch })
})

test('an ensemble answers with the mean of its members', async () => {
  await useBackend('wasm')
  const before = tf.memory().numTensors
  const config = { type: 'unet', channels: 1, classes: 3, widths: [8, 16], blocks: [0, 1] }
  const members = [0, 1].map((i) => unet(config, createRandom(5).fork(i)))
  const both = ensemble({ ...config, members: 2 }, createRandom(5))
  const [found, expected] = tf.tidy(() => {
    const image = /** @type {tf.Tensor4D} */ (tf.randomNormal([2, 8, 12, 1], 0, 1, 'float32', 1))
    const answers = members.map(({ encode, denoise }) => tf.softmax(denoise(encode(image))))
    const mean = tf.div(tf.addN(answers), 2)
    return [tf.softmax(both.denoise(both.encode(image))), mean].map((x) => x.dataSync())
  })
  found?.forEach((value, i) => expect(value).toBeCloseTo(expected?.[i] ?? NaN, 5))
  expect(Object.keys(both.variables)).toHaveLength(
    2 * Object.keys(members[0]?.variables ?? {}).length,
  )
  for (const { dispose } of [...members, both]) dispose()
  expect(tf.memory().numTensors).toBe(before)
})

test('a deeply supervised network leaves no tensor behind', async () => {
  await useBackend('wasm')
  const before = tf.memory().numTensors
  const config = {
    type: 'deepUnet',
    channels: 1,
    classes: 3,
    widths: [8, 16, 24],
    blocks: [0, 1, 1],
  }
  const network = denoisers.deepUnet(config, createRandom(1))
  const shapes = tf.tidy(() =>
    network.coarse(network.encode(tf.zeros([2, 8, 12, 1]))).map(({ shape }) => shape),
  )
  expect(shapes).toEqual([
    [2, 4, 6, 3],
    [2, 2, 3, 3],
  ])
  network.dispose()
  expect(tf.memory().numTensors).toBe(before)
})

for (const [name, gradients] of /** @type {const} */ ([
  ['dropoutUnet', true],
  ['probabilisticUnet', false], // what knows the mask is seen in training alone
]))
  testDenoiser(
    test,
    name,
    async () => {
      await useBackend('wasm')
      const config = { type: name, channels: 1, classes: 3, widths: [8, 16], blocks: [0, 1] }
      return drawing[name](config, createRandom(1))
    },
    { gradients },
  )

test.each([
  { name: /** @type {const} */ ('dropoutUnet'), options: {} },
  { name: /** @type {const} */ ('probabilisticUnet'), options: { latent: 4 } },
])(
  '`$name` draws another mask from another state, and the same from the same',
  async ({ name, options }) => {
    await useBackend('wasm')
    const before = tf.memory().numTensors
    const config = {
      type: name,
      channels: 1,
      classes: 2,
      widths: [8, 16, 24],
      blocks: [0, 1, 1],
      ...options,
    }
    const network = drawing[name](config, createRandom(1))
    const [one, again, other] = tf.tidy(() => {
      const features = network.encode(tf.randomNormal([1, 16, 16, 1], 0, 1, 'float32', 1))
      const states = [2, 2, 3].map((seed) => tf.randomNormal([1, 16, 16, 2], 0, 1, 'float32', seed))
      return states.map((state) =>
        network.denoise(features, /** @type {tf.Tensor4D} */ (state)).dataSync(),
      )
    })
    expect(again).toEqual(one)
    expect(other).not.toEqual(one)
    network.dispose()
    expect(tf.memory().numTensors).toBe(before)
  },
)

test('two Gaussians diverge by the closed form, and not at all where they are equal', async () => {
  await useBackend('wasm')
  const gaussian = (/** @type {number[]} */ mean, /** @type {number[]} */ logSigma) => ({
    mean: tf.tensor4d(mean, [1, 1, 1, mean.length]),
    logSigma: tf.tensor4d(logSigma, [1, 1, 1, logSigma.length]),
  })
  const p = gaussian([0, 1], [0, Math.log(2)])
  const q = gaussian([1, 1], [0, 0])
  expect(divergence(p, p).dataSync()[0]).toBe(0)
  // ½ · 1² for the first number, log 2 + ⅛ − ½ for the second
  expect(divergence(q, p).dataSync()[0]).toBeCloseTo(0.5 + Math.log(2) + 0.125 - 0.5, 5)
})
