import { memory, tensor, tidy, type Variable, variable } from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { adamW, oneCycle } from '../../src/index.js'
import { testBackend } from '../backend.js'

beforeAll(testBackend)

const start = { matrix: [1, -2, 3, 0.5], bias: [0.5, -1] }

function parameters(): Record<string, Variable> {
  return tidy(() => ({
    matrix: variable(tensor(start.matrix, [2, 2])),
    bias: variable(tensor(start.bias)),
  }))
}

/** Gradients that change from step to step. */
function gradientAt(step: number): Record<string, number[]> {
  return { matrix: [0.1 * step, -0.2, 0.05, 0.3 / step], bias: [0.2, 0.01 * step] }
}

/** AdamW in plain numbers, from algorithm 2 of its paper, with the gradient clipped first. */
function byHand(steps: number, rate: number, decay: number, clip: number): number[] {
  const w = [...start.matrix, ...start.bias]
  const m = w.map(() => 0)
  const v = w.map(() => 0)
  for (let step = 1; step <= steps; step++) {
    const { matrix, bias } = gradientAt(step)
    const raw = [...matrix!, ...bias!]
    const length = Math.hypot(...raw)
    raw.forEach((r, i) => {
      const g = r * Math.min(1, clip / length)
      m[i] = 0.9 * m[i]! + 0.1 * g
      v[i] = 0.999 * v[i]! + 0.001 * g * g
      const move = m[i] / (1 - 0.9 ** step) / (Math.sqrt(v[i] / (1 - 0.999 ** step)) + 1e-8)
      w[i] = w[i]! * (1 - (i < 4 ? rate * decay : 0)) - rate * move
    })
  }
  return w
}

function step(
  variables: Record<string, Variable>,
  optimizer: ReturnType<typeof adamW>,
  at: number,
) {
  const gradients = tidy(() => {
    const { matrix, bias } = gradientAt(at)
    return {
      [variables.matrix!.name]: tensor(matrix!, [2, 2]),
      [variables.bias!.name]: tensor(bias!),
    }
  })
  optimizer.apply(gradients, 0.1)
  for (const gradient of Object.values(gradients)) gradient.dispose()
}

function values(variables: Record<string, Variable>): number[] {
  return Object.values(variables).flatMap((v) => [...v.dataSync()])
}

test.each([1, 0.1])('equals AdamW by hand, gradients clipped to %d', (clipNorm) => {
  const before = memory().numTensors
  const variables = parameters()
  const optimizer = adamW(variables, { weightDecay: 0.1, clipNorm })
  for (let at = 1; at <= 5; at++) step(variables, optimizer, at)
  const expected = byHand(5, 0.1, 0.1, clipNorm)
  values(variables).forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 5)
  })
  optimizer.dispose()
  for (const v of Object.values(variables)) v.dispose()
  expect(memory().numTensors).toBe(before)
})

test('shows the average and the trained weights in turn', () => {
  const variables = parameters()
  const optimizer = adamW(variables)
  const first = values(variables)
  optimizer.average(0.5)
  step(variables, optimizer, 1)
  const second = values(variables)
  optimizer.average(0.25)
  optimizer.showAverage()
  values(variables).forEach((value, i) => {
    expect(value).toBeCloseTo(0.25 * first[i]! + 0.75 * second[i]!, 5)
  })
  optimizer.showTrained()
  expect(values(variables)).toEqual(second)
  optimizer.dispose()
  for (const v of Object.values(variables)) v.dispose()
})

test('goes on from a saved state and refuses that of another network', async () => {
  const variables = parameters()
  const optimizer = adamW(variables)
  step(variables, optimizer, 1)
  const saved = await optimizer.state()
  step(variables, optimizer, 2)
  const expected = values(variables)
  const others = parameters()
  const resumed = adamW(others)
  resumed.restore(saved, 1)
  step(others, resumed, 2)
  expect(values(others)).toEqual(expected)
  expect(() => {
    resumed.restore({ mean: new Float32Array(7) }, 1)
  }).toThrow('[@spad/core] `mean` of the saved state holds 7 numbers: this network has 6.')
  for (const each of [optimizer, resumed]) each.dispose()
  for (const v of [...Object.values(variables), ...Object.values(others)]) v.dispose()
})

test('a variable that the loss does not reach is named', () => {
  const variables = parameters()
  const optimizer = adamW(variables)
  expect(() => {
    optimizer.apply({}, 0.1)
  }).toThrow(`no gradient reached \`${variables.matrix!.name}\``)
  optimizer.dispose()
  for (const v of Object.values(variables)) v.dispose()
})

test('one cycle rises, peaks and falls', () => {
  const rate = oneCycle({ peak: 1, warmup: 0.2, end: 0.01 })
  expect(rate(0)).toBeCloseTo(0.04)
  expect(rate(0.1)).toBeCloseTo(0.52)
  expect(rate(0.2)).toBeCloseTo(1)
  expect(rate(0.6)).toBeCloseTo(0.505)
  expect(rate(1)).toBeCloseTo(0.01)
  expect(oneCycle({ peak: 2, warmup: 0 })(0)).toBe(2)
  expect(() => oneCycle({ peak: 0 })).toThrow('`peak` is 0: it must be a number above 0.')
  expect(() => oneCycle({ warmup: 1 })).toThrow(
    '`warmup` is 1: it must be a number of at least 0 and below 1.',
  )
})
