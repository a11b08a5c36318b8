import { dispose, memory } from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import {
  createRandom,
  createValidation,
  type Dataset,
  defaultAugment,
  IGNORED,
  type Sample,
  stack,
  train,
  type TrainOptions,
  type TrainState,
  windows,
} from '../../src/index.js'
import { drawPatch, trimPatch } from '../../src/training/patches.js'
import { channelLevels } from '../../src/raster/preprocess.js'
import { testBackend } from '../backend.js'
import { tinyModel, twoClasses } from '../tiny-denoiser.js'

beforeAll(testBackend)

const network = { height: 16, width: 16 }

/** A small bright square on a large dark ground. */
function scene(height: number, width: number, seed: number): Sample {
  const random = createRandom(seed)
  const [top, left] = [random.integer(height - 6), random.integer(width - 6)]
  const labels = new Uint8Array(height * width)
  const data = Float32Array.from({ length: height * width }, (_, i) => {
    const [y, x] = [Math.floor(i / width) - top, (i % width) - left]
    const inside = y >= 0 && y < 6 && x >= 0 && x < 6
    if (inside) labels[i] = 1
    return 0.3 + (inside ? 0.4 : 0) + 0.05 * random.normal()
  })
  const size = { height, width }
  return {
    name: `scene ${seed}`,
    image: { data, ...size, channels: 1 },
    labels: { data: labels, ...size },
  }
}

function scenes(count: number, seed: number): Dataset {
  const samples = Array.from({ length: count }, (_, i) => scene(60 + i, 50 + 2 * i, seed + i))
  return {
    classes: twoClasses,
    channels: 1,
    names: samples.map(({ name }) => name),
    read: (index) => Promise.resolve(samples[index]!),
  }
}

test('a case that comes again gives the patches that it gave anew', () => {
  const kept = scene(90, 70, 9)
  const random = createRandom(2)
  for (let i = 0; i < 20; i++) {
    const anew = { ...kept, image: { ...kept.image }, labels: { ...kept.labels } }
    const draw = (sample: Sample): Sample =>
      drawPatch(sample, network, { foreground: 1 }, random.fork(i), true)
    const again = draw(kept)
    expect(again).toEqual(draw(anew))
    expect(again.labels.data).toContain(1)
  }
})

test('a share of the patches shows the target, the others lie anywhere', () => {
  const sample = scene(200, 200, 4)
  const random = createRandom(1)
  const shows = (foreground: number): number => {
    let found = 0
    for (let i = 0; i < 200; i++)
      if (drawPatch(sample, network, { foreground }, random.fork(i), false).labels.data.includes(1))
        found++
    return found
  }
  expect(shows(1)).toBe(200)
  expect(shows(0)).toBeLessThan(20)
})

test('a patch is normalised as the part of the whole that it is', () => {
  const sample = scene(40, 40, 7)
  const patch = drawPatch(sample, network, {}, createRandom(3), false)
  const [{ mean, deviation }] = channelLevels(sample.image) as [{ mean: number; deviation: number }]
  const batch = stack([patch], 2)
  const seen = batch.image.dataSync()
  patch.image.data.forEach((value, i) => {
    expect(seen[i]).toBeCloseTo((value - mean) / deviation, 4)
  })
  dispose({ ...batch })
})

test('augmentation sees a margin, which is cut off afterwards', () => {
  const sample = scene(60, 60, 7)
  const patch = drawPatch(sample, network, {}, createRandom(3), true)
  expect([patch.image.height, patch.labels.width]).toEqual([20, 20])
  const trimmed = trimPatch(patch, network)
  const plain = drawPatch(sample, network, {}, createRandom(3), false)
  expect(trimmed).toEqual(plain)
})

test('what lies beyond a small image is not learnt from', () => {
  const sample = scene(10, 12, 7)
  const patch = drawPatch(sample, network, {}, createRandom(3), false)
  const batch = stack([patch], 2)
  const ignored = [...patch.labels.data].filter((label) => label === IGNORED).length
  expect(ignored).toBe(256 - 120)
  expect([...batch.weight.dataSync()].filter((weight) => weight === 1).length).toBe(120)
  dispose({ ...batch })
})

test('learns on patches, validates through windows, resumes to the bit', async () => {
  const before = memory().numTensors
  const options: TrainOptions = {
    steps: 60,
    batchSize: 4,
    seed: 5,
    learningRate: () => 0.05,
    augment: defaultAugment(),
    validate: createValidation(scenes(3, 40)),
    validateEvery: 20,
  }
  const data = scenes(4, 20)
  const make = () => ({ ...tinyModel(), fit: windows({ step: 0.75 }) })
  const model = make()
  let half: TrainState | undefined
  let dice = 0
  for await (const event of train(model, data, options)) {
    if (event.step === 30) half = await event.state()
    dice = event.validation?.dice ?? dice
  }
  expect(dice).toBeGreaterThan(0.7)
  const again = make()
  for await (const event of train(again, data, { ...options, ...(half && { resume: half }) }))
    expect(event.step).toBeGreaterThan(30)
  const weights = [model, again].map(({ denoiser }) =>
    Object.values(denoiser.variables).map((variable) => [...variable.dataSync()]),
  )
  expect(weights[1]).toEqual(weights[0])
  model.denoiser.dispose()
  again.denoiser.dispose()
  expect(memory().numTensors).toBe(before)
})
