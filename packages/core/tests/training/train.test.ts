import { memory } from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import {
  createRandom,
  createValidation,
  type Dataset,
  type Model,
  type Sample,
  train,
  TrainingDiverged,
  type TrainEvent,
  type TrainOptions,
  type TrainState,
} from '../../src/index.js'
import { testBackend } from '../backend.js'
import { tinyModel, twoClasses } from '../tiny-denoiser.js'

beforeAll(testBackend)

/** Bright squares on a dark, noisy ground. */
function squares(count: number, seed: number): Dataset {
  const random = createRandom(seed)
  const samples = Array.from({ length: count }, (_, n): Sample => {
    const [top, left] = [2 + random.integer(6), 2 + random.integer(6)]
    const labels = new Uint8Array(256)
    const data = Float32Array.from({ length: 256 }, (_, i) => {
      const inside = Math.abs((i >> 4) - top - 3) < 3 && Math.abs((i & 15) - left - 3) < 3
      if (inside) labels[i] = 1
      return 0.3 + (inside ? 0.4 : 0) + 0.05 * random.normal()
    })
    const size = { height: 16, width: 16 }
    return {
      name: `square ${n}`,
      image: { data, ...size, channels: 1 },
      labels: { data: labels, ...size },
    }
  })
  return {
    classes: twoClasses,
    channels: 1,
    names: samples.map(({ name }) => name),
    read: (index) => Promise.resolve(samples[index]!),
  }
}

const data = squares(10, 1)
const options: TrainOptions = { steps: 30, batchSize: 4, seed: 5, learningRate: () => 0.05 }

async function run(model: Model, more: Partial<TrainOptions> = {}): Promise<TrainEvent[]> {
  const events: TrainEvent[] = []
  for await (const event of train(model, data, { ...options, ...more })) events.push(event)
  return events
}

function weights(model: Model): number[] {
  return Object.values(model.denoiser.variables).flatMap((v) => [...v.dataSync()])
}

test('learns, validates and leaves no tensor behind', async () => {
  const before = memory().numTensors
  const model = tinyModel()
  const events = await run(model, { steps: 60, validate: createValidation(squares(4, 2)) })
  expect(events.map(({ step }) => step)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1))
  expect(events.at(-1)!.loss).toBeLessThan(0.5 * events[0]!.loss)
  expect(events.filter(({ validation }) => validation).map(({ step }) => step)).toEqual([
    6, 12, 18, 24, 30, 36, 42, 48, 54, 60,
  ])
  expect(events.at(-1)!.validation!.dice).toBeGreaterThan(0.9)
  model.denoiser.dispose()
  expect(memory().numTensors).toBe(before)
})

test('the same seed gives the same weights, another one others', async () => {
  const results = []
  for (const seed of [5, 5, 6]) {
    const model = tinyModel()
    await run(model, { seed })
    results.push(weights(model))
    model.denoiser.dispose()
  }
  expect(results[0]).toEqual(results[1])
  expect(results[0]).not.toEqual(results[2])
})

test('a resumed training ends with the same weights, bit for bit', async () => {
  const validate = createValidation(squares(4, 2))
  const whole = tinyModel()
  const losses = (await run(whole, { validate })).map(({ loss }) => loss)
  for (const stop of [7, 18, 24]) {
    const first = tinyModel()
    let state: TrainState | undefined
    for await (const event of train(first, data, { ...options, validate })) {
      if (event.step < stop) continue
      state = await event.state()
      break
    }
    first.denoiser.dispose()
    const second = tinyModel({ seed: 99 })
    const rest = await run(second, { validate, resume: state! })
    expect(rest.map(({ loss }) => loss)).toEqual(losses.slice(stop))
    expect(weights(second)).toEqual(weights(whole))
    second.denoiser.dispose()
  }
  whole.denoiser.dispose()
})

test('the same weights whether cases are kept in memory or read again', async () => {
  const results = []
  for (const cacheBytes of [0, 3000, 2 ** 20]) {
    const model = tinyModel()
    const validate = createValidation(squares(4, 2), { cacheBytes, batchSize: 3 })
    const events = await run(model, { cacheBytes, validate })
    results.push([weights(model), events.map(({ validation }) => validation?.dice)])
    expect(events.every(({ waited }) => waited >= 0)).toBe(true)
    model.denoiser.dispose()
  }
  expect(results[1]).toEqual(results[0])
  expect(results[2]).toEqual(results[0])
})

test('an event with a validation, and the end, show the averaged weights', async () => {
  const averaged = tinyModel()
  const plain = tinyModel()
  await run(averaged)
  await run(plain, { ema: false })
  expect(weights(averaged)).not.toEqual(weights(plain))
  const seen: number[][] = []
  const watched = tinyModel()
  for await (const event of train(watched, data, {
    ...options,
    validateEvery: 30,
    validate: (model) => {
      seen.push(weights(model))
      return Promise.resolve({ dice: 0, interior: 0, boundary: 0 })
    },
  }))
    if (event.validation) expect(weights(watched)).toEqual(seen[0])
  expect(seen).toEqual([weights(averaged)])
  for (const model of [averaged, plain, watched]) model.denoiser.dispose()
})

test('noise sees the intensity of the schedule and numbers of its own', async () => {
  const model = tinyModel()
  const seen: number[] = []
  const drawn = new Set<number>()
  const events = await run(model, {
    steps: 4,
    schedule: (progress) => ({ mine: 1 - progress }),
    noise: (batch, { intensity, random }) => {
      seen.push(intensity.mine!)
      drawn.add(random.uniform())
      return batch
    },
  })
  expect(seen).toEqual([1, 0.75, 0.5, 0.25])
  expect(drawn.size).toBe(4)
  expect(events.map(({ intensity }) => intensity.mine)).toEqual(seen)
  model.denoiser.dispose()
})

test('an adaptive schedule is told the best so far, also after a resume', async () => {
  const told: (number | undefined)[] = []
  const found = [0.75, 0.5, 0.25]
  let state: TrainState | undefined
  const more: TrainOptions = {
    ...options,
    steps: 4,
    validateEvery: 1,
    validate: () => Promise.resolve({ dice: 0.5, interior: found.shift() ?? 0, boundary: 0.25 }),
    schedule: (_, measured) => {
      told.push(measured?.interior)
      return {}
    },
  }
  const model = tinyModel()
  for await (const event of train(model, data, more))
    if (event.step === 3) state = await event.state()
  expect(told).toEqual([undefined, 0.75, 0.75, 0.75])
  for await (const event of train(model, data, { ...more, resume: state! }))
    expect(event.step).toBe(4)
  expect(told.at(-1)).toBe(0.75)
  model.denoiser.dispose()
})

test.each([NaN, -0.1])('refuses a learning rate of %d before it harms a weight', async (rate) => {
  const before = memory().numTensors
  const model = tinyModel()
  await expect(run(model, { learningRate: () => rate })).rejects.toThrow(
    `[@spad/core] \`learningRate\` is ${rate}: it must be a number of at least 0.`,
  )
  model.denoiser.dispose()
  expect(memory().numTensors).toBe(before)
})

test('a loss that is no number stops the training and names the step', async () => {
  const before = memory().numTensors
  const model = tinyModel()
  const failed = run(model, {
    noise: (batch, { random }) => (random.uniform() < 2 ? broken(batch) : batch),
  })
  await expect(failed).rejects.toThrow(TrainingDiverged)
  await expect(failed).rejects.toThrow('[@spad/core] the loss is NaN at step 1: it must be finite.')
  model.denoiser.dispose()
  expect(memory().numTensors).toBe(before)
})

function broken<B extends { image: { mul(factor: number): unknown } }>(batch: B): B {
  return { ...batch, image: batch.image.mul(NaN) }
}

test('an abort ends it with the reason and frees everything', async () => {
  const before = memory().numTensors
  const model = tinyModel()
  const controller = new AbortController()
  const aborted = (async () => {
    for await (const event of train(model, data, { ...options, signal: controller.signal }))
      if (event.step === 3) controller.abort(new Error('enough'))
  })()
  await expect(aborted).rejects.toThrow('enough')
  model.denoiser.dispose()
  expect(memory().numTensors).toBe(before)
})

test('a rare class is drawn as often as the others', async () => {
  const { picker } = await import('../../src/training/batches.js')
  const showing = [Array.from({ length: 49 }, (_, n) => n + 1), [0]]
  const random = createRandom(1)
  const count = (balance: number) => {
    const pick = picker(50, showing, { batchSize: 8, balance })
    let rare = 0
    for (let step = 0; step < 100; step++)
      rare += pick(step, random).filter((index) => index === 0).length
    return rare
  }
  expect(count(0)).toBe(16)
  expect(Math.abs(count(0.5) - 208)).toBeLessThan(40)
})

test.each([
  [{ steps: 0 }, '`steps` is 0: it must be an integer of at least 1.'],
  [{ batchSize: 1.5 }, '`batchSize` is 1.5: it must be an integer of at least 1.'],
  [{ balance: 2 }, '`balance` is 2: it must be a number from 0 to 1.'],
])('refuses %o', async (wrong, message) => {
  const model = tinyModel()
  await expect(run(model, wrong)).rejects.toThrow(`[@spad/core] ${message}`)
  model.denoiser.dispose()
})

test('refuses a size that the network cannot halve, and data with other classes', async () => {
  const model = tinyModel()
  const odd: Model = { ...model, preprocessing: { ...model.preprocessing, width: 15 } }
  await expect(run(odd)).rejects.toThrow(
    "`width` is 15: it must be a multiple of the network's stride, 2.",
  )
  const events = train(model, { ...data, classes: [...twoClasses, twoClasses[1]!] }, options)
  await expect(events.next()).rejects.toThrow('the data set has 3 classes and the denoiser 2')
  const empty = train(model, { ...data, names: [] }, options)
  await expect(empty.next()).rejects.toThrow('the data set is empty')
  model.denoiser.dispose()
})

test('the state of a step is had until the next begins', async () => {
  const model = tinyModel()
  const events = train(model, data, { ...options, steps: 2 })
  const first = (await events.next()).value as TrainEvent
  expect((await first.state()).step).toBe(1)
  await events.next()
  await expect(first.state()).rejects.toThrow(
    '[@spad/core] `state()` of step 1 is called after the next step began: the weights are other ones',
  )
  await events.return()
  model.denoiser.dispose()
})

test('more steps than before begin the average anew where it is to begin', async () => {
  const model = tinyModel()
  const ema = { decay: 0.9, from: 0.5 }
  const states: TrainState[] = []
  for await (const event of train(model, data, { ...options, steps: 4, ema }))
    states.push(await event.state())
  const resume = states[3]!
  expect(resume.tensors).toHaveProperty('average')
  const later: TrainState[] = []
  for await (const event of train(model, data, { ...options, steps: 12, ema, resume }))
    later.push(await event.state())
  expect(later.map(({ step, tensors }) => [step, 'average' in tensors])).toEqual(
    [5, 6, 7, 8, 9, 10, 11, 12].map((step) => [step, step > 6]),
  )
  await expect(run(model, { steps: 3, resume })).rejects.toThrow('resume with at least as many.')
  model.denoiser.dispose()
})

test.each([
  [{ ema: { decay: 1 } }, '`ema.decay` is 1: it must be a number'],
  [{ ema: { decay: NaN } }, '`ema.decay` is NaN'],
  [{ ema: { from: -1 } }, '`ema.from` is -1: it must be a number from 0 to 1.'],
])('refuses %j', async (more, message) => {
  const model = tinyModel()
  await expect(run(model, more)).rejects.toThrow(message)
  model.denoiser.dispose()
})

test.each([
  [{ batchSize: 0 }, '`batchSize` is 0: it must be an integer of at least 1.'],
  [{ steps: 0.5 }, '`steps` is 0.5: it must be an integer of at least 1.'],
  [{ seed: -1 }, '`seed` is -1: it must be an integer of at least 0.'],
])('a validation refuses %j', (more, message) => {
  expect(() => createValidation(data, more)).toThrow(message)
})
