import { dispose, memory } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  type Batch,
  createRandom,
  createValidation,
  type Dataset,
  defaultAugment,
  fits,
  type Noise,
  picturesSeen,
  type Raster,
  resize,
  type Sample,
  segment,
  segmentLabels,
  stack,
  train,
  type TrainOptions,
  type TrainState,
  windows,
} from '../../src/index.js'
import { viewOf } from '../../src/fit/context.js'
import { channelLevels } from '../../src/raster/preprocess.js'
import { drawPatch, trimPatch } from '../../src/training/patches.js'
import { testBackend } from '../backend.js'
import { tinyModel, twoClasses } from '../tiny-denoiser.js'

beforeAll(testBackend)

const network = { height: 16, width: 16 }

/** Brightness that rises along both axes: a picture whose every pixel says where it lies. */
function slope(height: number, width: number, channels = 1): Raster {
  const data = new Float32Array(height * width * channels)
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++)
        data[i++] = c % 2 === 0 ? (x + 0.5) / width : (y + 0.5) / height
  return { data, height, width, channels }
}

/** Squares that are bright all alike; the target is the one in the upper half. */
function scene(seed: number, channels = 1): Sample {
  const random = createRandom(seed)
  const size = { height: 72, width: 60 }
  const data = new Float32Array(size.height * size.width * channels)
  const labels = new Uint8Array(size.height * size.width)
  const places = [0, 40].map((top) => [top + random.integer(20), random.integer(50)] as const)
  for (let y = 0; y < size.height; y++)
    for (let x = 0; x < size.width; x++) {
      const pixel = y * size.width + x
      const at = places.findIndex(
        ([top, left]) => y >= top && y < top + 8 && x >= left && x < left + 8,
      )
      if (at === 0) labels[pixel] = 1
      for (let c = 0; c < channels; c++)
        data[pixel * channels + c] = 0.2 + 0.2 * (y / size.height) + (at >= 0 ? 0.5 : 0)
    }
  return {
    name: `scene ${seed}`,
    image: { data, ...size, channels },
    labels: { data: labels, ...size },
  }
}

function scenes(count: number, seed: number, channels = 1): Dataset {
  const samples = Array.from({ length: count }, (_, i) => scene(seed + i, channels))
  return {
    classes: twoClasses,
    channels,
    names: samples.map(({ name }) => name),
    read: (index) => Promise.resolve(samples[index]!),
  }
}

/** A tiny model that looks through windows with a context. */
function seeing(context: number | undefined, channels = 1) {
  const seen = channels * (context === undefined ? 1 : 2)
  const model = tinyModel({ channels: seen })
  return {
    ...model,
    preprocessing: { ...model.preprocessing, channels },
    fit: windows(context === undefined ? {} : { context }),
  }
}

describe('what the network sees', () => {
  test.each([1, 3])(
    'the window, and so many times its neighbourhood, of %i channels',
    (channels) => {
      const image = slope(96, 128, channels)
      const view = viewOf(windows({ context: 4 }).windows!, image, { top: 40, left: 56 }, network)
      expect(view).toMatchObject({ ...network, channels: 2 * channels })
      for (const [y, x] of [
        [0, 0],
        [7, 8],
        [15, 15],
      ] as const)
        // prettier-ignore
        for (let c = 0; c < channels; c++) {
        const at = (y * 16 + x) * 2 * channels + c
        const [row, column] = [40 + y, 56 + x]
        const [farRow, farColumn] = [48 + (y - 7.5) * 4, 64 + (x - 7.5) * 4]
        const along = c % 2 === 0
        expect(view.data[at]).toBeCloseTo(along ? (column + 0.5) / 128 : (row + 0.5) / 96, 5)
        expect(view.data[at + channels]).toBeCloseTo(along ? farColumn / 128 : farRow / 96, 2)
      }
    },
  )

  test('beyond the border the context repeats it', () => {
    const view = viewOf(
      windows({ context: 8 }).windows!,
      slope(40, 40),
      { top: -3, left: 30 },
      network,
    )
    const last = Array.from({ length: 16 }, (_, y) => view.data[(y * 16 + 15) * 2 + 1]!)
    for (const value of last) expect(value).toBeCloseTo(last[0]!, 6)
    expect(last[0]).toBeGreaterThan(0.85)
  })

  test('a description with it builds an equal fit, and without it stays as it was', () => {
    const { config } = windows({ context: 4 })
    expect(config).toEqual({ type: 'windows', scale: 1, step: 0.5, context: 4 })
    expect(fits.windows?.(config).config).toEqual(config)
    expect(picturesSeen(fits.windows?.(config))).toBe(2)
    expect([picturesSeen(windows()), picturesSeen(resize()), picturesSeen()]).toEqual([1, 1, 1])
    expect(windows().config).toEqual({ type: 'windows', scale: 1, step: 0.5 })
  })

  test.each([
    [1, 'above 1 and of at most 64'],
    [65, 'above 1 and of at most 64'],
  ])('refuses a context of %d', (context, rule) => {
    expect(() => windows({ context })).toThrow(
      `[@spad/core] \`context\` is ${context}: it must be a number ${rule}.`,
    )
  })

  test('a whole image has none', () => {
    expect(() => fits.resize?.({ type: 'resize', context: 4 })).toThrow(
      '[@spad/core] `context` is no option of `resize`: it has none.',
    )
  })
})

describe('a patch of a training', () => {
  const fit = windows({ context: 4 }).windows

  test('is normalised as its whole image is, and so is its context', () => {
    const { image, labels } = scene(3)
    const sample = { name: 'one', image, labels }
    const patch = drawPatch(sample, network, {}, createRandom(3), false, fit)
    expect(patch.image.channels).toBe(2)
    const [{ mean, deviation }] = channelLevels(image) as [{ mean: number; deviation: number }]
    const batch = stack([patch], 2)
    const seen = batch.image.dataSync()
    patch.image.data.forEach((value, i) => {
      expect(seen[i]).toBeCloseTo((value - mean) / deviation, 3)
    })
    dispose({ ...batch })
  })

  test('has the same context with a margin for augmentation and without', () => {
    const sample = scene(7)
    const wide = drawPatch(sample, network, {}, createRandom(3), true, fit)
    const plain = drawPatch(sample, network, {}, createRandom(3), false, fit)
    const trimmed = trimPatch(wide, network)
    expect(trimmed.image.channels).toBe(2)
    trimmed.image.data.forEach((value, i) => {
      expect(value).toBeCloseTo(plain.image.data[i]!, 5)
    })
    expect(trimmed.labels).toEqual(plain.labels)
  })
})

test.each([1, 3])(
  'learns with it, validates and resumes to the bit, and leaves no tensor: %i channels',
  async (channels) => {
    const before = memory().numTensors
    const data = scenes(4, 20, channels)
    const options: TrainOptions = {
      steps: 12,
      batchSize: 2,
      seed: 5,
      learningRate: () => 0.02,
      augment: defaultAugment(),
      validate: createValidation(scenes(2, 40, channels)),
      validateEvery: 6,
    }
    const trained = async (resume?: TrainState) => {
      const model = seeing(4, channels)
      let half: TrainState | undefined
      for await (const event of train(model, data, { ...options, ...(resume && { resume }) }))
        if (event.step === 6) half = await event.state()
      const weights = Object.values(model.denoiser.variables).map((one) => [...one.dataSync()])
      const { image } = await data.read(0)
      const { labels } = await segment(model, image)
      expect(await segmentLabels(model, image)).toEqual(labels)
      model.denoiser.dispose()
      return { half, weights }
    }
    const whole = await trained()
    expect((await trained(whole.half)).weights).toEqual(whole.weights)
    expect(memory().numTensors).toBe(before)
  },
)

test('a noise sees the window alone', async () => {
  const seen: number[] = []
  const noise: Noise = (batch: Batch) => {
    seen.push(batch.image.shape[3])
    return batch
  }
  const model = seeing(4)
  for await (const { loss } of train(model, scenes(2, 1), { steps: 2, batchSize: 2, noise }))
    expect(loss).toBeGreaterThan(0)
  expect(seen).toEqual([1, 1])
  model.denoiser.dispose()
})
