import {
  conv2d,
  dispose,
  getBackend,
  grads,
  matMul,
  memory,
  type Rank,
  softmax,
  sum,
  type Tensor,
  tensor4d,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core'
import type { Backend } from '../contracts/backend.js'
import { createRandom, randomNormal } from '../support/random.js'
import { check, checkClose, checkJson, checkSame, type Test } from './check.js'

export interface BackendTestOptions {
  /** How far a value may be from what 64 bits give. @default 1e-3 */
  readonly tolerance?: number
}

const [SAMPLES, SIDE, INPUTS, OUTPUTS] = [2, 6, 8, 8]

/**
 * The contract of a {@link Backend}, one test per rule. It leaves the backend as tfjs' current one. Import
 * `@tensorflow/tfjs`, or the gradients of tfjs-core, before.
 *
 * @param test `test` of your test runner.
 * @param name What the tests are called.
 * @param make Returns the backend, or a promise of it.
 */
export function testBackend(
  test: Test,
  name: string,
  make: () => Backend | Promise<Backend>,
  { tolerance = 1e-3 }: BackendTestOptions = {},
): void {
  const started = async (): Promise<void> => {
    await (await make()).start({})
  }

  test(`${name}: starts, says what it is, and is the current one`, async () => {
    const backend = await make()
    check(backend.name !== '' && backend.name !== 'auto', `it is called "${backend.name}"`)
    const report = await backend.start({})
    checkSame(getBackend(), report.tfjs, "tfjs' current backend")
    check(report.version !== '', 'it has no version')
    checkJson(
      Object.fromEntries(Object.entries(report).filter(([, value]) => value !== undefined)),
      'report',
    )
  })

  test(`${name}: starts again without harm`, async () => {
    const backend = await make()
    const [one, two] = [await backend.start({}), await backend.start({})]
    checkSame(two, one, 'a second report')
  })

  test(`${name}: convolves and differentiates`, async () => {
    await started()
    const [image, filter, slope] = drawn()
    const wanted = byHand(image, filter, slope)
    const x = tensor4d(image, [SAMPLES, SIDE, SIDE, INPUTS])
    const w = tensor4d(filter, [3, 3, INPUTS, OUTPUTS])
    const dy = tensor4d(slope, [SAMPLES, SIDE, SIDE, OUTPUTS])
    const convolve = (a: Tensor, b: Tensor): Tensor =>
      conv2d(a as Tensor4D, b as Tensor4D, 1, 'same')
    const found = tidy(() => [convolve(x, w), ...grads(convolve)([x, w], dy)])
    for (const [i, what] of ['a convolution', "the image's slope", "the filter's"].entries()) {
      const values = Float32Array.from(wanted[i] ?? [])
      const result = found[i]
      if (!result) continue
      const expected = tensor4d(values, result.shape as [number, number, number, number])
      await checkClose(result, expected, tolerance, what)
      expected.dispose()
    }
    dispose([x, w, dy, ...found])
  })

  test(`${name}: equal inputs have equal bits`, async () => {
    await started()
    const x = randomNormal<Rank.R2>([64, 64], createRandom(5))
    const compute = (): Tensor => tidy(() => sum(softmax(matMul(x, x)), 0))
    const [one, two] = [compute(), compute()]
    await checkClose(two, one, 0, 'a second answer')
    dispose([x, one, two])
  })

  test(`${name}: gives memory back`, async () => {
    await started()
    const before = memory().numTensors
    const x = randomNormal<Rank.R2>([8, 8], createRandom(6))
    await tidy(() => matMul(x, x)).data()
    dispose(x)
    // the product itself is still there
    checkSame(memory().numTensors - before, 1, 'the number of tensors left')
  })
}

function drawn(): [Float32Array, Float32Array, Float32Array] {
  const random = createRandom(4)
  const lengths = [
    SAMPLES * SIDE * SIDE * INPUTS,
    9 * INPUTS * OUTPUTS,
    SAMPLES * SIDE * SIDE * OUTPUTS,
  ]
  return lengths.map((length, i) => {
    const values = new Float32Array(length)
    random.fork(i).fillNormal(values)
    return values
  }) as [Float32Array, Float32Array, Float32Array]
}

/** A 3 × 3 convolution with zeros around, and its gradients, in 64 bits. */
function byHand(image: Float32Array, filter: Float32Array, slope: Float32Array): Float64Array[] {
  const [result, byImage, byFilter] = [slope, image, filter].map((v) => new Float64Array(v.length))
  if (!result || !byImage || !byFilter) return []
  eachProduct((at, from, by) => {
    result[at] = result[at]! + image[from]! * filter[by]!
    byImage[from] = byImage[from]! + slope[at]! * filter[by]!
    byFilter[by] = byFilter[by]! + slope[at]! * image[from]!
  })
  return [result, byImage, byFilter]
}

/** Calls back with the places of output, image and filter of each product. */
function eachProduct(add: (output: number, image: number, filter: number) => void): void {
  const place = (n: number, y: number, x: number): number => (n * SIDE + y) * SIDE + x
  const inside = (k: number): boolean => k >= 0 && k < SIDE
  for (let pixel = 0; pixel < SAMPLES * SIDE * SIDE; pixel++) {
    const [n, y, x] = [Math.floor(pixel / SIDE ** 2), Math.floor(pixel / SIDE) % SIDE, pixel % SIDE]
    for (let tap = 0; tap < 9; tap++) {
      const [v, u] = [y + Math.floor(tap / 3) - 1, x + (tap % 3) - 1]
      if (!inside(v) || !inside(u)) continue
      for (let i = 0; i < INPUTS; i++)
        for (let o = 0; o < OUTPUTS; o++)
          add(pixel * OUTPUTS + o, place(n, v, u) * INPUTS + i, (tap * INPUTS + i) * OUTPUTS + o)
    }
  }
}
