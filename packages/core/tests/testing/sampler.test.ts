import '@tensorflow/tfjs-backend-cpu'
import { add, dispose, mul, setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import type { Sampler } from '../../src/index.js'
import { testSampler } from '../../src/testing.js'
import { failuresOf } from './collect.js'

beforeAll(async () => {
  await setBackend('cpu')
})

const failures = (sampler: Sampler): Promise<Record<string, string>> =>
  failuresOf((run) => {
    testSampler(run, 'it', () => sampler)
  })

/** Takes each prediction as the next state. */
const restart: Sampler = async (predict, start, { timesteps, onStep }) => {
  let state = start
  try {
    for (const [index, t] of timesteps.slice(0, -1).entries()) {
      const next = predict(state, t)
      if (state !== start) dispose(state)
      state = next
      await onStep?.(index + 1)
    }
    return state
  } catch (error) {
    if (state !== start) dispose(state)
    throw error
  }
}

testSampler(test, 'a plain function', () => restart)

test('a leak is found', async () => {
  const leaking: Sampler = (predict, state, context) => {
    add(state, 1)
    return restart(predict, state, context)
  }
  const found = await failures(leaking)
  expect(found['leaves its argument alone and one tensor behind']).toBe(
    'a run leaves 2 tensors behind: it must leave 1',
  )
  expect(found['an error after step 1 ends it without a leak']).toBe(
    'an `onStep` that throws leaves 1 tensors behind: it must leave 0',
  )
})

test('a wrong result is found', async () => {
  const wrong: Sampler = async (predict, state, context) => {
    const result = await restart(predict, state, context)
    const doubled: typeof result = mul(result, 2)
    dispose(result)
    return doubled
  }
  expect(Object.keys(await failures(wrong))).toEqual([
    'one step returns the prediction',
    'a prediction that stays the same is where it ends',
  ])
})

test('skipped steps are found', async () => {
  const hasty: Sampler = (predict, state, context) =>
    restart(predict, state, { ...context, timesteps: context.timesteps.slice(-2) })
  const found = await failures(hasty)
  expect(found['asks for a prediction once a step, in order']).toBe(
    'the list of times is [0.1]: it must be [1,0.7,0.4,0.1]',
  )
})
