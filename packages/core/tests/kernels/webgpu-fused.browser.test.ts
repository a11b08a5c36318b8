import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-webgpu'
import '@tensorflow/tfjs-core/dist/register_all_gradients.js'
import {
  add,
  backend,
  engine,
  grads,
  log as logOf,
  memory,
  moments,
  mul,
  type NamedAttrMap,
  type NamedTensorMap,
  relu,
  reshape,
  rsqrt,
  setBackend,
  softmax,
  stack,
  sub,
  sum,
  type Tensor,
  tensor,
  tidy,
} from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  GroupNorm,
  GroupNormGrad,
  hasKernel,
  SoftmaxSums,
  SoftmaxSumsGrad,
} from '../../src/kernels/fused-kernels.js'
import { softmaxSums } from '../../src/kernels/softmax-sums.js'
import { createRandom } from '../../src/support/random.js'
import { registerWebgpuGradients } from '../../src/webgpu-gradients.js'

beforeAll(() => {
  registerWebgpuGradients()
})

const epsilon = 1e-5

/** What a backend computes of tensors of these shapes, filled with seeded noise. */
async function on(
  name: string,
  shapes: Readonly<Record<string, readonly [readonly number[], number, number]>>,
  compute: (tensors: Record<string, Tensor>) => Tensor[],
): Promise<Float32Array[]> {
  await setBackend(name)
  const random = createRandom(5)
  const outputs = tidy(() => {
    const tensors = Object.entries(shapes).map(([name, [shape, mean, spread]]) => {
      const count = shape.reduce((product, side) => product * side, 1)
      const values = Float32Array.from({ length: count }, () => mean + spread * random.normal())
      return [name, tensor(values, [...shape])] as const
    })
    return compute(Object.fromEntries(tensors))
  })
  const values = await Promise.all(outputs.map((output) => output.data()))
  outputs.forEach((output) => {
    output.dispose()
  })
  return values as Float32Array[]
}

const run = (kernel: string, inputs: object, attributes: object = {}): Tensor[] =>
  [engine().runKernel(kernel, inputs as NamedTensorMap, attributes as NamedAttrMap)].flat()

function near(found: readonly Float32Array[], right: readonly Float32Array[], tolerance: number) {
  expect(found.map(({ length }) => length)).toEqual(right.map(({ length }) => length))
  for (const [which, values] of right.entries()) {
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    const off = values.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - found[which]![i]!)),
      0,
    )
    expect(off / largest, `output ${which}`).toBeLessThan(tolerance)
  }
}

interface Case {
  readonly shape: readonly [number, number, number, number]
  readonly groups: number
  readonly rectify: boolean
  readonly own: boolean
  /** The mean of `x`, whose deviation is 1. */
  readonly mean?: number
}

const cases: readonly (readonly [string, Case])[] = [
  ['of one channel', { shape: [1, 3, 5, 1], groups: 1, rectify: false, own: false }],
  ['of few pixels', { shape: [3, 1, 2, 12], groups: 3, rectify: true, own: false }],
  ['with γ and β of each image', { shape: [2, 9, 7, 24], groups: 8, rectify: true, own: true }],
  ['of many pixels', { shape: [2, 70, 65, 16], groups: 8, rectify: true, own: false }],
  ['of many channels', { shape: [2, 4, 3, 300], groups: 4, rectify: false, own: false }],
  ['far from zero', { shape: [1, 16, 16, 8], groups: 2, rectify: false, own: false, mean: 1000 }],
]

describe.each(cases)('group normalisation %s', (_, { shape, groups, rectify, own, mean = 0 }) => {
  const [images, height, width, channels] = shape
  const parameters = own ? [images, channels] : [channels]
  const shapes = {
    x: [shape, mean, 1],
    gamma: [parameters, 1, 0.5],
    beta: [parameters, 0, 0.5],
    dy: [shape, 0, 1],
  } as const
  const attributes = { groups, rectify, epsilon }

  const plain = (x: Tensor, gamma: Tensor, beta: Tensor): Tensor => {
    const parts = reshape(x, [images, height * width, groups, channels / groups])
    const { mean, variance } = moments(parts, [1, 3], true)
    const normal = reshape(mul(sub(parts, mean), rsqrt(add(variance, epsilon))), [...shape])
    const [rows, columns] = own ? [images, channels] : [1, channels]
    const [g, b] = [gamma, beta].map((each) => reshape(each, [rows, 1, 1, columns]))
    const y = add(mul(normal, g!), b!)
    return rectify ? relu(y) : y
  }

  const fused = ({ x, gamma, beta, dy }: Record<string, Tensor>): Tensor[] => {
    const [y, mean, inverse] = run(GroupNorm, { x, gamma, beta }, attributes)
    return [y!, ...run(GroupNormGrad, { dy, x, gamma, beta, mean, inverse }, attributes)]
  }

  test('is what tfjs makes of it', async () => {
    const right = await on('cpu', shapes, ({ x, gamma, beta, dy }) => {
      const f = (...all: Tensor[]) => plain(...(all as [Tensor, Tensor, Tensor]))
      return [f(x!, gamma!, beta!), ...grads(f)([x!, gamma!, beta!], dy)]
    })
    const found = await on('webgpu', shapes, fused)
    near(found, right, mean === 0 ? 2e-5 : 2e-3)
    // the same bits each time: sums are added up in one order
    expect(await on('webgpu', shapes, fused)).toEqual(found)
  })
})

test('what is no number stays none', async () => {
  const [y] = await on('webgpu', { x: [[1, 4, 4, 4], 0, 1] }, ({ x }) => {
    const gamma = tensor([Number.NaN, 1, 1, 1])
    const beta = tensor([0, 0, 0, 0])
    return run(GroupNorm, { x, gamma, beta }, { groups: 2, rectify: true, epsilon }).slice(0, 1)
  })
  expect([...y!].map(Number.isNaN)).toEqual(Array.from({ length: 64 }, (_, i) => i % 4 === 0))
})

describe.each([2, 3, 7])("a loss's sums of %i classes", (classes) => {
  test.each([
    [1, 2, 3],
    [3, 40, 41],
  ])('of %i images of %i × %i are what tfjs makes of them', async (images, height, width) => {
    const [all, one] = [
      [images, height, width, classes],
      [images, height, width, 1],
    ]
    const shapes = {
      logits: [all, 0, 3],
      target: [all, 0.5, 0.2],
      weight: [one, 1, 0.3],
      logWeight: [one, 1, 0.3],
      slopes: [[images, 4, classes], 0, 1],
    } as const
    const right = await on('cpu', shapes, ({ logits, target, weight, logWeight, slopes }) => {
      const sums = (x: Tensor): Tensor => {
        const p = softmax(x)
        const weighted = mul(target!, weight!)
        const log = logOf(p)
        const rows = [
          mul(mul(target!, log), logWeight!),
          weighted,
          mul(weighted, p),
          mul(p, weight!),
        ]
        return stack(
          rows.map((row) => sum(row, [1, 2])),
          1,
        )
      }
      return [sums(logits!), ...grads((x) => sums(x))([logits!], slopes)]
    })
    const found = await on('webgpu', shapes, ({ slopes, ...inputs }) => [
      ...run(SoftmaxSums, inputs),
      ...run(SoftmaxSumsGrad, { ...inputs, slopes }),
    ])
    near(found, right, 2e-5)
  })
})

test('a loss uses them, and leaves no buffer behind', async () => {
  const shapes = {
    logits: [[2, 8, 8, 3], 0, 1],
    target: [[2, 8, 8, 3], 0, 1],
    weight: [[2, 8, 8, 1], 1, 0],
  } as const
  const compute = ({ logits, target, weight }: Record<string, Tensor>) => [
    softmaxSums(logits as never, target as never, weight as never, weight as never),
  ]
  await on('webgpu', shapes, compute)
  expect(hasKernel(SoftmaxSums) && hasKernel(GroupNorm)).toBe(true)
  const [tensors, buffers] = [memory().numTensors, backend().numDataIds()]
  await on('webgpu', shapes, compute)
  expect(memory().numTensors).toBe(tensors)
  expect(backend().numDataIds()).toBe(buffers)
})
