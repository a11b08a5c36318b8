import { dispose, memory, mul, type Rank, type Tensor4D, tidy } from '@tensorflow/tfjs-core'
import { createRandom, randomNormal } from '../support/random.js'
import type { PredictClean, Sampler, SamplerContext } from '../contracts/sampler.js'
import {
  check,
  checkClose,
  checkFinite,
  checkSame,
  checkTensors,
  type Test,
  thrownBy,
} from './check.js'

const shape: [number, number, number, number] = [2, 3, 5, 2]
const times = [1, 0.7, 0.4, 0.1, 0]

/**
 * The contract of a {@link Sampler}, one test per rule. Choose a backend before.
 *
 * @param test `test` of your test runner.
 * @param name What the tests are called.
 * @param make Returns the sampler, or a promise of it.
 */
export function testSampler(
  test: Test,
  name: string,
  make: () => Sampler | Promise<Sampler>,
): void {
  test(`${name}: one step returns the prediction`, async () => {
    const sampler = await make()
    await withTensors(async (state, clean) => {
      const result = await sampler(() => clean.clone(), state, contextOf({ timesteps: [1, 0] }))
      await checkClose(result, clean, 1e-5, 'the result')
      dispose(result)
    })
  })

  test(`${name}: a prediction that stays the same is where it ends`, async () => {
    const sampler = await make()
    await withTensors(async (state, clean) => {
      const result = await sampler(() => clean.clone(), state, contextOf({}))
      await checkClose(result, clean, 1e-4, 'the result')
      dispose(result)
    })
  })

  test(`${name}: asks for a prediction once a step, in order`, async () => {
    const sampler = await make()
    await withTensors(async (state) => {
      const asked: number[] = []
      const done: number[] = []
      const predict: PredictClean = (values, t) => {
        asked.push(t)
        checkSame(values.shape, shape, 'the shape of the state')
        return halved(values, t)
      }
      const onStep = (step: number): void => void done.push(step)
      const result = await sampler(predict, state, contextOf({ onStep }))
      checkSame(asked, times.slice(0, -1), 'the list of times')
      checkSame(done, [1, 2, 3, 4], 'the list of `onStep`')
      await checkFinite(result, 'the result')
      dispose(result)
    })
  })

  test(`${name}: the same numbers from the same seed`, async () => {
    const sampler = await make()
    await withTensors(async (state) => {
      const first = await sampler(halved, state, contextOf({}))
      const second = await sampler(halved, state, contextOf({}))
      await checkClose(second, first, 0, 'a second run')
      dispose([first, second])
    })
  })

  test(`${name}: leaves its argument alone and one tensor behind`, async () => {
    const sampler = await make()
    await withTensors(async (state) => {
      const before = Array.from(await state.data())
      let result: Tensor4D | undefined
      await checkTensors(1, 'a run', async () => {
        result = await sampler(halved, state, contextOf({}))
      })
      check(!state.isDisposed, 'the start was disposed')
      checkSame(Array.from(await state.data()), before, 'the start')
      check(result !== state, 'the start was returned')
      if (result) dispose(result)
    })
  })

  for (const when of [1, 3, 4])
    test(`${name}: an error after step ${when} ends it without a leak`, async () => {
      const sampler = await make()
      await withTensors(async (state) => {
        const stop = new Error('stop')
        const onStep = (step: number): Promise<void> =>
          step === when ? Promise.reject(stop) : Promise.resolve()
        await checkTensors(0, 'an `onStep` that throws', async () => {
          const error = await thrownBy(
            () => sampler(halved, state, contextOf({ onStep })),
            'the run',
          )
          check(error === stop, `${String(error)} was thrown: it must be the error of \`onStep\``)
        })
        await checkTensors(0, 'a prediction that throws', async () => {
          const predict: PredictClean = (values, t) => {
            if (t === times[when - 1]) throw stop
            return halved(values, t)
          }
          const error = await thrownBy(() => sampler(predict, state, contextOf({})), 'the run')
          check(error === stop, `${String(error)} was thrown: it must be the prediction's error`)
        })
        check(!state.isDisposed, 'the start was disposed')
      })
    })
}

function contextOf(context: Partial<SamplerContext>): SamplerContext {
  return {
    noiseSchedule: (t) => Math.cos((Math.PI / 2) * t) ** 2,
    timesteps: times,
    random: createRandom(11),
    ...context,
  }
}

const halved: PredictClean = (state, t) => tidy(() => mul(state, 0.5 * (1 - t)))

async function withTensors(
  use: (state: Tensor4D, clean: Tensor4D) => Promise<void>,
): Promise<void> {
  const before = memory().numTensors
  const state = randomNormal<Rank.R4>(shape, createRandom(1))
  const clean = randomNormal<Rank.R4>(shape, createRandom(2))
  await use(state, clean)
  dispose([state, clean])
  const left = memory().numTensors - before
  check(left === 0, `${left} tensors are left behind: there must be none`)
}
