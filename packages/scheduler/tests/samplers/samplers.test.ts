import '@tensorflow/tfjs-backend-cpu'
import {
  dispose,
  memory,
  mul,
  type Rank,
  setBackend,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core'
import {
  createRandom,
  type NoiseSchedule,
  type PredictClean,
  randomNormal,
  type Sampler,
} from '@spad/core'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  cosineSchedule,
  ddim,
  ddpm,
  dpmSolverPlusPlus2M,
  linearSchedule,
  shifted,
  sigmoidSchedule,
  timesteps,
} from '../../src/index.js'

beforeAll(async () => {
  await setBackend('cpu')
})

/** x₀ ~ N(0, deviation²): the best prediction is `E[x₀ | x] = α d² x / (α² d² + σ²)`. */
function gaussianTarget(schedule: NoiseSchedule, deviation: number): PredictClean {
  return (state, t) => {
    const alphaBar = schedule(t)
    const signal = deviation ** 2
    return tidy(() =>
      mul(state, (Math.sqrt(alphaBar) * signal) / (alphaBar * signal + 1 - alphaBar)),
    )
  }
}

async function sample(
  sampler: Sampler,
  schedule: NoiseSchedule,
  predict: PredictClean,
  times: readonly number[],
  start: Tensor4D,
): Promise<number[]> {
  const random = createRandom(3)
  const result = await sampler(predict, start, {
    noiseSchedule: schedule,
    timesteps: times,
    random,
  })
  const values = Array.from(await result.data())
  dispose(result)
  return values
}

const normals = (): Tensor4D => randomNormal<Rank.R4>([20, 10, 10, 2], createRandom(8))

function deviationOf(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length)
}

describe.each([
  ['ddpm', ddpm(), 200],
  ['ddim', ddim(), 200],
  ['ddim with noise', ddim({ eta: 0.5 }), 200],
  ['dpmSolverPlusPlus2M', dpmSolverPlusPlus2M(), 50],
])('%s', (_, sampler, steps) => {
  test.each([0.1, 1, 2])('samples a Gaussian of deviation %s', async (deviation) => {
    const schedule = linearSchedule()
    const start = normals()
    const predict = gaussianTarget(schedule, deviation)
    // dense near 0, where a narrow distribution is told from none
    const times = timesteps(steps).map((t) => t ** 3)
    const values = await sample(sampler, schedule, predict, times, start)
    expect(deviationOf(values) / deviation).toBeCloseTo(1, 1)
    start.dispose()
  })

  test.each([cosineSchedule(), sigmoidSchedule(), shifted(cosineSchedule(), 0.1)])(
    'is finite with each schedule, %#',
    async (schedule) => {
      const start = normals()
      const predict = gaussianTarget(schedule, 1)
      const values = await sample(sampler, schedule, predict, timesteps(7), start)
      expect(values.every(Number.isFinite)).toBe(true)
      expect(deviationOf(values)).toBeGreaterThan(0.35)
      expect(deviationOf(values)).toBeLessThan(1.2)
      start.dispose()
    },
  )

  test('one step returns the prediction exactly, from any time', async () => {
    const schedule = linearSchedule()
    const clean = randomNormal<Rank.R4>([1, 2, 2, 2], createRandom(1))
    const state = randomNormal<Rank.R4>([1, 2, 2, 2], createRandom(2))
    const expected = Array.from(await clean.data())
    const whole = fc.asyncProperty(fc.double({ min: 0.01, max: 1, noNaN: true }), async (t) => {
      const found = await sample(sampler, schedule, () => clean.clone(), [t, 0], state)
      found.forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i] ?? NaN, 6)
      })
    })
    await fc.assert(whole, { numRuns: 20 })
    dispose([clean, state])
  })
})

describe('the probability-flow ODE of a Gaussian', () => {
  // its solution is known: x(0) = x(t) · d / √(α² d² + σ²)
  const schedule = linearSchedule()
  const deviation = 0.5
  const exact = (t: number): number =>
    deviation / Math.sqrt(schedule(t) * deviation ** 2 + 1 - schedule(t))

  async function worstError(sampler: Sampler, steps: number): Promise<number> {
    const start = randomNormal<Rank.R4>([1, 4, 4, 2], createRandom(1))
    const times = timesteps(steps)
    const values = await sample(
      sampler,
      schedule,
      gaussianTarget(schedule, deviation),
      times,
      start,
    )
    const from = Array.from(await start.data())
    start.dispose()
    return Math.max(...values.map((value, i) => Math.abs(value - exact(1) * (from[i] ?? NaN))))
  }

  test('DDIM converges to it with first order', async () => {
    const [coarse, fine] = [await worstError(ddim(), 40), await worstError(ddim(), 160)]
    expect(coarse / fine).toBeGreaterThan(3)
    expect(coarse / fine).toBeLessThan(5)
  })

  test.each([
    [3, 1],
    [10, 0.8],
    [20, 0.5],
    [40, 0.3],
  ])('DPM-Solver++(2M) is closer than DDIM in %s steps', async (steps, share) => {
    const [second, first] = [
      await worstError(dpmSolverPlusPlus2M(), steps),
      await worstError(ddim(), steps),
    ]
    expect(second).toBeLessThan(share * first)
  })
})

test('DDIM with as much noise as DDPM is DDPM', async () => {
  const schedule = cosineSchedule()
  const start = normals()
  const predict = gaussianTarget(schedule, 0.7)
  const [one, other] = [
    await sample(ddim({ eta: 1 }), schedule, predict, timesteps(6), start),
    await sample(ddpm(), schedule, predict, timesteps(6), start),
  ]
  one.forEach((value, i) => {
    expect(value).toBeCloseTo(other[i] ?? NaN, 4)
  })
  start.dispose()
})

test('without noise DDIM does not ask for numbers; DDPM makes another answer from another seed', async () => {
  const schedule = cosineSchedule()
  const start = normals()
  const run = async (sampler: Sampler, seed: number): Promise<number[]> => {
    const random = createRandom(seed)
    const before = JSON.stringify(random.state())
    const context = { noiseSchedule: schedule, timesteps: timesteps(3), random }
    const result = await sampler(gaussianTarget(schedule, 1), start, context)
    if (sampler !== noisy) expect(JSON.stringify(random.state())).toBe(before)
    const values = Array.from(await result.data())
    result.dispose()
    return values
  }
  const noisy = ddpm()
  expect(await run(ddim(), 1)).toEqual(await run(ddim(), 2))
  expect(await run(noisy, 1)).not.toEqual(await run(noisy, 2))
  start.dispose()
})

describe('DDIM from a coarse answer', () => {
  const schedule = cosineSchedule()
  const coarse = (): Tensor4D => randomNormal<Rank.R4>([4, 8, 8, 2], createRandom(5))

  test('answers, noises the answer to `start`, and goes on from there', async () => {
    const start = normals()
    const asked: number[] = []
    const told: number[] = []
    let noised: number[] = []
    const predict: PredictClean = (state, t) => {
      if (asked.length === 1) noised = Array.from(state.dataSync())
      asked.push(t)
      return coarse()
    }
    const before = memory().numTensors
    const result = await ddim({ start: 0.6 })(predict, start, {
      ...{ noiseSchedule: schedule, timesteps: timesteps(4), random: createRandom(1) },
      onStep: (step) => void told.push(step),
    })
    expect(memory().numTensors).toBe(before + 1)
    expect(asked.map((t) => Number(t.toFixed(6)))).toEqual([1, 0.6, 0.4, 0.2])
    expect(told).toEqual([1, 2, 3, 4])
    const answer = coarse()
    const values = Array.from(answer.dataSync())
    const alpha = Math.sqrt(schedule(0.6))
    const fresh = noised.map(
      (value, i) => (value - alpha * (values[i] ?? NaN)) / Math.sqrt(1 - alpha ** 2),
    )
    expect(deviationOf(fresh)).toBeCloseTo(1, 1)
    dispose([start, answer, result])
  })

  test('with one step the coarse answer is all', async () => {
    const start = normals()
    const answer = coarse()
    const values = await sample(ddim({ start: 0.5 }), schedule, coarse, timesteps(1), start)
    expect(values).toEqual(Array.from(answer.dataSync()))
    dispose([start, answer])
  })

  test('keeps nothing when it is stopped', async () => {
    const start = normals()
    const before = memory().numTensors
    const stopAt = async (last: number): Promise<void> => {
      const stopped = ddim({ start: 0.5 })(coarse, start, {
        ...{ noiseSchedule: schedule, timesteps: timesteps(3), random: createRandom(1) },
        onStep: (step) => {
          if (step === last) throw new Error('stop')
        },
      })
      await expect(stopped).rejects.toThrow('stop')
      expect(memory().numTensors).toBe(before)
    }
    await stopAt(1)
    await stopAt(2)
    start.dispose()
  })

  test('samples the Gaussian that it would from noise', async () => {
    const start = normals()
    const predict = gaussianTarget(schedule, 1)
    const values = await sample(ddim({ start: 0.9 }), schedule, predict, timesteps(100), start)
    expect(deviationOf(values)).toBeCloseTo(1, 1)
    start.dispose()
  })
})

describe('errors', () => {
  const run = async (times: readonly number[], noiseSchedule: NoiseSchedule): Promise<unknown> => {
    const start = normals()
    const before = memory().numTensors
    try {
      const random = createRandom(0)
      return await ddim()((state) => state.clone(), start, {
        noiseSchedule,
        timesteps: times,
        random,
      })
    } finally {
      expect(memory().numTensors).toBe(before)
      start.dispose()
    }
  }

  test.each([[[]], [[1]], [[0, 1]], [[1, 1, 0]], [[2, 0]], [[1, NaN]]])(
    'times %j',
    async (times) => {
      await expect(run(times, (t) => 1 - t)).rejects.toThrow(
        `[@spad/scheduler] \`timesteps\` is [${times.join(', ')}]: it must fall from at most 1 to at least 0, with two times or more. Use \`timesteps(steps)\`.`,
      )
    },
  )

  test('a schedule out of range, or without noise', async () => {
    await expect(run([1, 0.5, 0], (t) => 2 - t)).rejects.toThrow(
      '`noiseSchedule` gives 1 at 1: only time 0 may be free of noise.',
    )
    await expect(run([1, 0.5, 0], (t) => (t < 1 ? NaN : 0))).rejects.toThrow(
      '[@spad/scheduler] `noiseSchedule` gives NaN at 0.5: it must be from 0 to 1.',
    )
  })

  test('an eta out of range', () => {
    expect(() => ddim({ eta: 2 })).toThrow(
      '[@spad/scheduler] `eta` is 2: it must be a number from 0 to 1.',
    )
  })
})
