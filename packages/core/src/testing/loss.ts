import {
  concat,
  dispose,
  grad,
  mul,
  onesLike,
  type Rank,
  reverse,
  slice,
  softmax,
  sub,
  type Tensor,
  tensor4d,
  type Tensor4D,
  tidy,
  zerosLike,
} from '@tensorflow/tfjs-core'
import type { Loss } from '../training/losses.js'
import { createRandom, randomNormal } from '../support/random.js'
import { check, checkClose, checkFinite, checkSame, checkTensors, type Test } from './check.js'

export interface LossTestOptions {
  /** Classes of the test pictures, background first. @default 3 */
  readonly classes?: number
  /** How far rounding may take two equal losses apart, as a share. @default 1e-4 */
  readonly tolerance?: number
  /** Whether the current backend has gradients. @default true */
  readonly gradients?: boolean
}

const SHAPE = [2, 6, 8] as const

/**
 * The contract of a {@link Loss}, one test per rule. Choose a backend before.
 *
 * @param test `test` of your test runner.
 * @param name What the tests are called.
 * @param make Returns the loss, or a promise of it.
 */
export function testLoss(
  test: Test,
  name: string,
  make: () => Loss | Promise<Loss>,
  { classes = 3, tolerance = 1e-4, gradients = true }: LossTestOptions = {},
): void {
  const withInput = async (use: (loss: Loss, given: Given) => void | Promise<void>) => {
    const [loss, given] = [await make(), makeInput(classes)]
    try {
      await use(loss, given)
    } finally {
      dispose({ ...given })
    }
  }
  const read = async (loss: Loss, { logits, target, weight }: Given): Promise<number> => {
    const value = tidy(() => loss(logits, target, weight))
    const [number = NaN] = await value.data()
    value.dispose()
    return number
  }

  test(`${name}: a finite scalar that leaves nothing behind`, async () => {
    await withInput(async (loss, given) => {
      await checkTensors(0, 'a tidied loss', async () => {
        const value = tidy(() => loss(given.logits, given.target, given.weight))
        checkSame(value.shape, [], 'the shape')
        await checkFinite(value, 'the loss')
        value.dispose()
      })
    })
  })

  test(`${name}: the right answer costs least`, async () => {
    await withInput(async (loss, given) => {
      const right = tidy(() => mul<Tensor4D>(sub(given.target, 0.5), 20))
      const wrong = tidy(() => mul<Tensor4D>(right, -1))
      const costs = [right, given.logits, wrong].map((logits) => read(loss, { ...given, logits }))
      const [best = NaN, some = NaN, worst = NaN] = await Promise.all(costs)
      check(
        best < some && some < worst,
        `right, random and wrong answers cost ${best}, ${some} and ${worst}: they must rise`,
      )
      dispose([right, wrong])
    })
  })

  test(`${name}: finite where logits are huge or nothing has a weight`, async () => {
    await withInput(async (loss, given) => {
      const huge = tidy(() => mul<Tensor4D>(given.logits, 1e4))
      const none = tidy(() => zerosLike(given.weight))
      for (const [what, changed] of [
        ['huge logits', { logits: huge }],
        ['no weight at all', { weight: none }],
      ] as const) {
        const value = await read(loss, { ...given, ...changed })
        check(Number.isFinite(value), `the loss of ${what} is ${value}: it must be finite`)
      }
      dispose([huge, none])
    })
  })

  test(`${name}: the order of the samples does not matter`, async () => {
    await withInput(async (loss, given) => {
      const turned = {
        logits: tidy(() => reverse<Tensor4D>(given.logits, 0)),
        target: tidy(() => reverse<Tensor4D>(given.target, 0)),
        weight: tidy(() => reverse<Tensor4D>(given.weight, 0)),
      }
      const [one, two] = [await read(loss, given), await read(loss, turned)]
      check(
        Math.abs(one - two) <= tolerance * Math.max(1, Math.abs(one)),
        `the loss is ${one}, and ${two} with the samples turned round: they must be equal`,
      )
      dispose(turned)
    })
  })

  test(`${name}: soft targets count`, async () => {
    await withInput(async (loss, given) => {
      const soft = tidy(() => softmax(mul<Tensor4D>(given.target, 2)))
      const [hard, mild] = [await read(loss, given), await read(loss, { ...given, target: soft })]
      check(Number.isFinite(mild), `the loss of a soft target is ${mild}: it must be finite`)
      check(hard !== mild, 'a soft target costs what its hard one does: it must be looked at')
      dispose(soft)
    })
  })

  if (!gradients) return

  test(`${name}: a finite gradient that shows the way down`, async () => {
    await withInput(async (loss, given) => {
      const slope = tidy(() => slopeOf(loss, given))
      checkSame(slope.shape, given.logits.shape, 'the shape of the gradient')
      await checkFinite(slope, 'the gradient')
      const next = tidy(() => sub<Tensor4D>(given.logits, mul(slope, 0.1)))
      const [before, after] = [
        await read(loss, given),
        await read(loss, { ...given, logits: next }),
      ]
      check(after < before, `a step down the gradient takes the loss from ${before} to ${after}`)
      dispose([slope, next])
    })
  })

  test(`${name}: no gradient for a pixel without weight`, async () => {
    await withInput(async (loss, given) => {
      const weight = tidy(() => firstSampleOnly(given.weight))
      const silent = tidy(() =>
        mul(slopeOf(loss, { ...given, weight }), sub(1, firstSampleOnly(onesLike(given.logits)))),
      )
      const nothing = tidy(() => zerosLike(silent))
      await checkClose(silent, nothing, 0, 'the gradient where the weight is 0')
      dispose([weight, silent, nothing])
    })
  })
}

interface Given {
  readonly logits: Tensor4D
  readonly target: Tensor4D
  readonly weight: Tensor4D
}

function makeInput(classes: number): Given {
  const [batch, height, width] = SHAPE
  const random = createRandom(3)
  const pixels = batch * height * width
  const target = new Float32Array(pixels * classes)
  for (let i = 0; i < pixels; i++) target[i * classes + random.integer(classes)] = 1
  return {
    logits: randomNormal<Rank.R4>([batch, height, width, classes], random.fork('logits')),
    target: tensor4d(target, [batch, height, width, classes]),
    weight: tensor4d(new Float32Array(pixels).fill(1), [batch, height, width, 1]),
  }
}

function slopeOf(loss: Loss, { logits, target, weight }: Given): Tensor {
  return grad((x) => loss(x as Tensor4D, target, weight))(logits)
}

function firstSampleOnly(values: Tensor4D): Tensor4D {
  const first = slice(values, [0, 0, 0, 0], [1, -1, -1, -1])
  const others = slice(values, [1, 0, 0, 0])
  return concat([onesLike(first), zerosLike(others)], 0)
}
