import { beforeAll, expect, test } from 'vitest'
import {
  createRandom,
  type Dataset,
  defaultAugment,
  IGNORED,
  type LabelMap,
  type Model,
  type Sample,
  stack,
  train,
  type TrainOptions,
  type TrainState,
  windows,
} from '../../src/index.js'
import { readSample } from '../../src/training/case-reader.js'
import { drawPatch, trimPatch } from '../../src/training/patches.js'
import { testBackend } from '../backend.js'
import { tinyModel, twoClasses } from '../tiny-denoiser.js'

beforeAll(testBackend)

/** Squares that each reader draws wider than the one before. */
function scene(seed: number, side = 24): Sample {
  const random = createRandom(seed)
  const drawn = (margin: number): LabelMap => ({
    data: Uint8Array.from({ length: side * side }, (_, i) => {
      const [y, x] = [Math.floor(i / side), i % side]
      const reach = (at: number): boolean => at >= 8 - margin && at < 14 + margin
      return Number(reach(y) && reach(x))
    }),
    height: side,
    width: side,
  })
  const labels = drawn(1)
  const data = Float32Array.from(labels.data, (one) => 0.3 + 0.4 * one + 0.05 * random.normal())
  return {
    name: `scene ${seed}`,
    image: {
      data: data.map((v) => Math.min(1, Math.max(0, v))),
      height: side,
      width: side,
      channels: 1,
    },
    labels,
    readers: [drawn(0), drawn(1), drawn(2)],
  }
}

const samples = [1, 2, 3, 4].map((seed) => scene(seed))
const data: Dataset = {
  classes: twoClasses,
  channels: 1,
  names: samples.map(({ name }) => name),
  read: (index) => Promise.resolve(samples[index]!),
}
const options: TrainOptions = {
  steps: 8,
  batchSize: 3,
  seed: 5,
  augment: defaultAugment(),
  learningRate: () => 0.05,
}

async function trained(model: Model, more: Partial<TrainOptions>): Promise<number[]> {
  const losses: number[] = []
  for await (const { loss } of train(model, data, { ...options, ...more })) losses.push(loss)
  return losses
}

test.each([undefined, windows()])('each use of readers learns something else', async (fit) => {
  const losses = new Map<string, number[]>()
  for (const readers of [undefined, 'consensus', 'draw', 'soft'] as const) {
    const model = { ...tinyModel(), ...(fit && { fit }) }
    losses.set(readers ?? 'default', await trained(model, readers ? { readers } : {}))
    model.denoiser.dispose()
  }
  expect(losses.get('default')).toEqual(losses.get('consensus'))
  expect(losses.get('draw')).not.toEqual(losses.get('consensus'))
  expect(losses.get('soft')).not.toEqual(losses.get('draw'))
  for (const list of losses.values()) expect(list.every(Number.isFinite)).toBe(true)
})

test('a resumed training draws the same readers', async () => {
  const whole = tinyModel()
  const expected = await trained(whole, { readers: 'draw' })
  const halved = tinyModel()
  let state: TrainState | undefined
  for await (const event of train(halved, data, { ...options, readers: 'draw' })) {
    if (event.step !== 4) continue
    state = await event.state()
    break
  }
  const rest = await trained(halved, { readers: 'draw', resume: state! })
  expect(rest).toEqual(expected.slice(4))
  for (const model of [whole, halved]) model.denoiser.dispose()
})

test('refuses what is no use of readers', async () => {
  const model = tinyModel()
  await expect(trained(model, { readers: 'all' as 'soft' })).rejects.toThrow(
    '[@spad/core] `readers` is "all": it must be draw, soft or consensus.',
  )
  model.denoiser.dispose()
})

test('readers are resized, warped and cut as the labels are', async () => {
  const only = scene(3, 40)
  const same: Dataset = {
    ...data,
    read: () => Promise.resolve({ ...only, readers: [only.labels] }),
  }
  const resized = await readSample(same, 0, {
    ...{ height: 24, width: 32, channels: 1, normalization: 'per-image' },
  })
  expect(resized.readers).toEqual([resized.labels])
  const moved = defaultAugment()(resized, createRandom(2))
  expect(moved.labels).not.toEqual(resized.labels)
  expect(moved.readers).toEqual([moved.labels])
  const network = { height: 16, width: 16 }
  const patch = trimPatch(drawPatch(moved, network, {}, createRandom(1), true), network)
  expect(patch.labels.data).toHaveLength(256)
  expect(patch.readers).toEqual([patch.labels])
})

test('a soft target is the share of readers; a pixel that all ignore weighs nothing', () => {
  const map = (...values: number[]): LabelMap => ({
    data: Uint8Array.from(values),
    height: 1,
    width: 2,
  })
  const image = { data: new Float32Array(2), height: 1, width: 2, channels: 1 }
  const readers = [map(1, IGNORED), map(0, IGNORED)]
  const batch = stack([{ name: 'a', image, labels: map(1, 1), readers }], 2)
  expect([...batch.target.dataSync()]).toEqual([0.5, 0.5, 1, 0])
  expect([...batch.weight.dataSync()]).toEqual([1, 0])
  for (const tensor of [batch.image, batch.target, batch.weight]) tensor.dispose()
})
