import {
  add,
  dispose,
  mean,
  mul,
  ones,
  setBackend,
  type Tensor4D,
  tidy,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import type { Denoiser } from '../../src/index.js'
import { testDenoiser } from '../../src/testing.js'
import { tinyDenoiser } from '../tiny-denoiser.js'
import { failuresOf } from './collect.js'

beforeAll(async () => {
  await import('@tensorflow/tfjs')
  await setBackend('cpu')
})

const failures = (make: () => Denoiser): Promise<Record<string, string>> =>
  failuresOf((run) => {
    testDenoiser(run, 'it', make)
  })

testDenoiser(test, 'a convolution', () => tinyDenoiser({ channels: 3, classes: 3 }))
testDenoiser(test, 'a convolution with a state', () => tinyDenoiser({ usesState: true }))

test('samples that see each other are found', async () => {
  const found = await failures(() => {
    const inner = tinyDenoiser()
    return {
      ...inner,
      denoise: (features) => {
        const logits = inner.denoise(features)
        return add(logits, mean(logits))
      },
    }
  })
  expect(Object.keys(found)).toEqual(['samples of a batch do not see each other'])
})

test('a variable that nothing reaches is found', async () => {
  const found = await failures(() => {
    const inner = tinyDenoiser()
    const idle: Variable = tidy(() => variable(ones([1])))
    return {
      ...inner,
      variables: { ...inner.variables, idle },
      dispose: () => {
        inner.dispose()
        idle.dispose()
      },
    }
  })
  expect(found).toEqual({
    'a finite gradient reaches every variable': 'no gradient reaches `idle`',
  })
})

test('a gradient that is nothing but zeros is found', async () => {
  const found = await failures(() => {
    const inner = tinyDenoiser()
    const bias = inner.variables.bias as unknown as Tensor4D
    return {
      ...inner,
      denoise: (features) =>
        add(mul(inner.denoise(features), 0), mul(mean(features[0] as Tensor4D), bias)),
    }
  })
  expect(found['a finite gradient reaches every variable']).toBe(
    'the gradient of `kernel` is 0 everywhere',
  )
})

test('a wrong word about the state is found', async () => {
  const found = await failures(() => ({ ...tinyDenoiser({ usesState: true }), usesState: false }))
  expect(found['depends on the image, and on the state where it says so']).toBe(
    'whether the state matters is true: it must be false',
  )
})

test('features that do not survive an answer are found', async () => {
  const found = await failures(() => {
    const inner = tinyDenoiser()
    return {
      ...inner,
      denoise: (features) => {
        const logits = inner.denoise(features)
        dispose([...features])
        return logits
      },
    }
  })
  expect(Object.keys(found)).toContain('encodes once, answers often')
})

test('kept variables and functions in the config are found', async () => {
  const found = await failures(() => ({
    ...tinyDenoiser(),
    config: { type: 'mine', sizes: [1], activation: () => 1 },
    dispose: () => undefined,
  }))
  expect(found['describes itself in JSON, and the same twice']).toBe(
    '`config.activation` is a function: it must be JSON',
  )
  expect(found['leaves no tensors behind']).toBe(
    '2 tensors are left after `dispose`: there must be none',
  )
})
