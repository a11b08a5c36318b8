import {
  add,
  dispose,
  memory,
  mul,
  type Rank,
  type Scalar,
  slice,
  sum,
  tensor1d,
  type Tensor,
  type Tensor1D,
  type Tensor4D,
  tidy,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core'
import type { Denoiser, Features } from '../contracts/denoiser.js'
import { createRandom, randomNormal } from '../support/random.js'
import { check, checkClose, checkFinite, checkJson, checkSame, type Test } from './check.js'

export interface DenoiserTestOptions {
  /**
   * Height of the test images; a multiple of the stride.
   * @default twice the stride
   */
  readonly height?: number
  /**
   * Width of the test images; a multiple of the stride.
   * @default three times the stride
   */
  readonly width?: number
  /**
   * Whether to check gradients; the backend must have its gradients registered.
   * @default true
   */
  readonly gradients?: boolean
  /**
   * How much a sample's logits may depend on the rest of its batch, by rounding.
   * @default 1e-3
   */
  readonly tolerance?: number
}

/**
 * The contract of a {@link Denoiser}, one test per rule. Choose a backend before.
 *
 * @param test `test` of your test runner.
 * @param name What the tests are called.
 * @param make Returns a new denoiser at each call, or a promise of one.
 */
export function testDenoiser(
  test: Test,
  name: string,
  make: () => Denoiser | Promise<Denoiser>,
  { height, width, gradients = true, tolerance = 1e-3 }: DenoiserTestOptions = {},
): void {
  /** Runs `use` on a fresh denoiser whose weights are all random, so that no zero hides a path. */
  const withDenoiser = async (
    use: (denoiser: Denoiser, input: (samples: number, seed?: number) => Input) => Promise<void>,
  ): Promise<void> => {
    const denoiser = await make()
    randomize(denoiser)
    const { stride } = denoiser
    const size = [height ?? 2 * stride, width ?? 3 * stride] as const
    try {
      await use(denoiser, (samples, seed) => makeInput(denoiser, samples, size, seed))
    } finally {
      denoiser.dispose()
    }
  }

  test(`${name}: describes itself in JSON, and the same twice`, async () => {
    const [one, two] = [await make(), await make()]
    check(typeof one.config.type === 'string', '`config.type` must be a string')
    checkJson(one.config, 'config')
    checkSame(two.config, one.config, '`config` of a second one')
    checkSame(shapesOf(two), shapesOf(one), 'the variables of a second one')
    check(Object.keys(one.variables).length > 0, 'there are no variables')
    one.dispose()
    two.dispose()
  })

  for (const samples of [1, 3])
    test(`${name}: logits of the image's size, ${samples} at once`, async () => {
      await withDenoiser(async (denoiser, input) => {
        const given = input(samples)
        const logits = run(denoiser, given)
        checkSame(logits.shape, [...given.image.shape.slice(0, 3), denoiser.classes], 'the shape')
        checkSame(logits.dtype, 'float32', 'the type')
        await checkFinite(logits, 'the logits')
        dispose([logits, ...tensorsOf(given)])
      })
    })

  test(`${name}: a size that is no multiple of the stride is refused or works`, async () => {
    await withDenoiser(async (denoiser) => {
      const { stride } = denoiser
      const given = makeInput(denoiser, 1, [stride + 1, 2 * stride + 1])
      const logits = attempt(() => run(denoiser, given))
      if (logits) {
        checkSame(logits.shape.slice(0, 3), given.image.shape.slice(0, 3), 'the shape')
        await checkFinite(logits, 'the logits')
        dispose(logits)
      }
      dispose(tensorsOf(given))
    })
  })

  test(`${name}: encodes once, answers often`, async () => {
    await withDenoiser(async (denoiser, input) => {
      const given = input(2)
      const features = encode(denoiser, given.image)
      const first = decode(denoiser, features, given)
      const second = decode(denoiser, features, given)
      await checkClose(second, first, 0, 'a second answer from the same features')
      check(!features.some(({ isDisposed }) => isDisposed), 'the features were disposed')
      dispose([first, second, ...features, ...tensorsOf(given)])
    })
  })

  test(`${name}: samples of a batch do not see each other`, async () => {
    await withDenoiser(async (denoiser, input) => {
      const both = input(2)
      const alone = firstSample(both)
      const logits = run(denoiser, both)
      const expected: Tensor4D = tidy(() => slice(logits, [0, 0, 0, 0], [1, -1, -1, -1]))
      const found = run(denoiser, alone)
      await checkClose(found, expected, tolerance, 'the answer for a sample alone')
      dispose([logits, expected, found, ...tensorsOf(both), ...tensorsOf(alone)])
    })
  })

  test(`${name}: depends on the image, and on the state where it says so`, async () => {
    await withDenoiser(async (denoiser, input) => {
      const [one, two] = [input(1, 1), input(1, 2)]
      const logits = run(denoiser, one)
      const otherImage = run(denoiser, { ...one, image: two.image })
      check(await differ(logits, otherImage), 'another image makes no difference')
      const otherState = run(denoiser, { ...one, state: two.state })
      checkSame(await differ(logits, otherState), denoiser.usesState, 'whether the state matters')
      if (!denoiser.usesState) {
        const without = run(denoiser, { image: one.image })
        await checkClose(without, logits, 0, 'the answer without a state')
        dispose(without)
      }
      dispose([logits, otherImage, otherState, ...tensorsOf(one), ...tensorsOf(two)])
    })
  })

  test(`${name}: leaves no tensors behind`, async () => {
    const before = memory().numTensors
    await withDenoiser((denoiser, input) => {
      const given = input(1)
      const during = memory().numTensors
      const features = encode(denoiser, given.image)
      const logits = decode(denoiser, features, given)
      dispose([logits, ...features])
      const made = memory().numTensors - during
      check(made === 0, `${made} tensors are left after an answer: there must be none`)
      dispose(tensorsOf(given))
      return Promise.resolve()
    })
    const left = memory().numTensors - before
    check(left === 0, `${left} tensors are left after \`dispose\`: there must be none`)
  })

  if (!gradients) return

  test(`${name}: a finite gradient reaches every variable`, async () => {
    await withDenoiser(async (denoiser, input) => {
      const given = input(2)
      const { value, grads } = tidy(() => {
        const along = (logits: Tensor4D): Scalar =>
          sum(mul(logits, randomNormal<Rank.R4>(logits.shape, createRandom(9))))
        return variableGrads(
          () =>
            levelsOf(denoiser, given)
              .map(along)
              .reduce((total, one) => add(total, one)),
          Object.values(denoiser.variables),
        )
      })
      for (const [key, variable] of Object.entries(denoiser.variables)) {
        const gradient = grads[variable.name]
        check(gradient !== undefined, `no gradient reaches \`${key}\``)
        checkSame(gradient.shape, variable.shape, `the shape of the gradient of \`${key}\``)
        await checkFinite(gradient, `the gradient of \`${key}\``)
        const values = await gradient.data()
        check(
          values.some((number) => number !== 0),
          `the gradient of \`${key}\` is 0 everywhere`,
        )
      }
      dispose([value, ...Object.values(grads), ...tensorsOf(given)])
    })
  })
}

/** All logits that training looks at. */
function levelsOf(denoiser: Denoiser, given: Input): readonly Tensor4D[] {
  return denoiser.deep?.(denoiser.encode(given.image)) ?? [forward(denoiser, given)]
}

interface Input {
  readonly image: Tensor4D
  readonly state?: Tensor4D | undefined
  readonly timestep?: Tensor1D | undefined
}

function makeInput(
  { channels, classes }: Denoiser,
  samples: number,
  [height, width]: readonly [number, number],
  seed = 1,
): Input {
  const random = createRandom(seed)
  return {
    image: randomNormal<Rank.R4>([samples, height, width, channels], random.fork('image')),
    state: randomNormal<Rank.R4>([samples, height, width, classes], random.fork('state')),
    timestep: tensor1d(Array.from({ length: samples }, (_, i) => 0.9 / (i + 1))),
  }
}

function firstSample({ image, state, timestep }: Input): Input {
  return {
    image: tidy(() => slice(image, [0, 0, 0, 0], [1, -1, -1, -1])),
    state: state && tidy(() => slice(state, [0, 0, 0, 0], [1, -1, -1, -1])),
    timestep: timestep && tidy(() => slice(timestep, [0], [1])),
  }
}

function tensorsOf({ image, state, timestep }: Input): Tensor[] {
  return [image, state, timestep].filter((tensor) => tensor !== undefined)
}

function forward(denoiser: Denoiser, { image, state, timestep }: Input): Tensor4D {
  return denoiser.denoise(denoiser.encode(image), state, timestep)
}

function run(denoiser: Denoiser, input: Input): Tensor4D {
  return tidy(() => forward(denoiser, input))
}

function encode(denoiser: Denoiser, image: Tensor4D): Features {
  return tidy(() => [...denoiser.encode(image)])
}

function decode(denoiser: Denoiser, features: Features, { state, timestep }: Input): Tensor4D {
  return tidy(() => denoiser.denoise(features, state, timestep))
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

async function differ(one: Tensor, two: Tensor): Promise<boolean> {
  const [left, right] = [await one.data(), await two.data()]
  return left.some((value, i) => Math.abs(value - right[i]!) > 1e-6)
}

function shapesOf({ variables }: Denoiser): Record<string, number[]> {
  return Object.fromEntries(Object.entries(variables).map(([key, { shape }]) => [key, shape]))
}

/** Weights of the size that keeps signals alive: `N(0, 1 / fan-in)`, vectors `N(0, 0.25)`. */
function randomize({ variables }: Denoiser): void {
  const random = createRandom(4)
  for (const [key, variable] of Object.entries(variables)) assignRandom(variable, key, random)
}

function assignRandom(
  variable: Variable,
  key: string,
  random: ReturnType<typeof createRandom>,
): void {
  tidy(() => {
    const values = randomNormal(variable.shape, random.fork(key))
    const fan = variable.shape.slice(0, -1).reduce((product, side) => product * side, 1)
    variable.assign(mul(values, variable.rank > 1 ? 1 / Math.sqrt(fan) : 0.5))
  })
}
