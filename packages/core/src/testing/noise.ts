import {
  dispose,
  div,
  memory,
  ones,
  type Rank,
  softmax,
  sum,
  type Tensor,
  tensor1d,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core'
import type { Batch } from '../contracts/batch.js'
import type { Noise, NoiseContext } from '../contracts/noise.js'
import type { Intensity } from '../contracts/progress-schedule.js'
import { createRandom, randomNormal, randomUniform } from '../support/random.js'
import { check, checkClose, checkFinite, checkSame, type Test, thrownBy } from './check.js'

export interface NoiseTestOptions {
  /**
   * The intensities at full strength; each of the names is also tried at 0 and when missing.
   * @default {}
   */
  readonly intensity?: Intensity
  /**
   * Whether the batches have a mask state and its timestep.
   * @default false
   */
  readonly state?: boolean
  /**
   * Channels of the images.
   * @default 1
   */
  readonly channels?: number
}

/**
 * The contract of a {@link Noise}, one test per rule. Choose a backend before.
 *
 * @param test `test` of your test runner.
 * @param name What the tests are called.
 * @param make Returns the noise, or a promise of it.
 */
export function testNoise(
  test: Test,
  name: string,
  make: () => Noise | Promise<Noise>,
  options: NoiseTestOptions = {},
): void {
  const { intensity = {} } = options
  const shapes: readonly Shape[] = [
    [3, 24, 16, 2],
    [1, 5, 7, 4],
    [2, 1, 1, 2],
  ]

  for (const shape of shapes)
    test(`${name}: keeps shapes and meanings, batch ${shape.join('×')}`, async () => {
      const noise = await make()
      await withBatch(shape, options, async (batch) => {
        const noisy = apply(noise, batch, intensity, 1)
        await checkBatch(noisy, batch)
        release(noisy, batch)
      })
    })

  test(`${name}: leaves its argument alone`, async () => {
    const noise = await make()
    await withBatch(shapes[0], options, async (batch) => {
      const before = await valuesOf(batch)
      release(apply(noise, batch, intensity, 1), batch)
      const gone = tensorsOf(batch).find(([, tensor]) => tensor.isDisposed)
      check(gone === undefined, `\`${gone?.[0] ?? ''}\` of the argument was disposed`)
      checkSame(await valuesOf(batch), before, 'the argument')
    })
  })

  test(`${name}: the same numbers from the same seed`, async () => {
    const noise = await make()
    await withBatch(shapes[0], options, async (batch) => {
      const first = apply(noise, batch, intensity, 7)
      const second = apply(noise, batch, intensity, 7)
      for (const [key, tensor] of tensorsOf(first))
        await checkClose(second[key] as Tensor, tensor, 0, `\`${key}\` of a second call`)
      release(first, batch)
      release(second, batch)
    })
  })

  test(`${name}: holds on to no tensor`, async () => {
    const noise = await make()
    await withBatch(shapes[0], options, (batch) => {
      const before = memory().numTensors
      tidy(() => {
        noise(batch, contextOf(intensity, 3))
      })
      const kept = memory().numTensors - before
      check(kept === 0, `${kept} tensors are left after \`tidy\`: there must be none`)
    })
  })

  if (Object.keys(intensity).length === 0) return

  test(`${name}: intensity 0 changes nothing`, async () => {
    const noise = await make()
    const off = Object.fromEntries(Object.keys(intensity).map((key) => [key, 0]))
    await withBatch(shapes[0], options, async (batch) => {
      const noisy = apply(noise, batch, off, 1)
      for (const [key, tensor] of tensorsOf(batch))
        await checkClose(noisy[key] as Tensor, tensor, 0, `\`${key}\``)
      release(noisy, batch)
    })
  })

  for (const key of Object.keys(intensity))
    test(`${name}: says that ${key} is missing`, async () => {
      const noise = await make()
      const others = Object.fromEntries(Object.entries(intensity).filter(([name]) => name !== key))
      await withBatch(shapes[0], options, async (batch) => {
        const error = await thrownBy(() => {
          release(apply(noise, batch, others, 1), batch)
        }, 'a call without the intensity')
        check(String(error).includes(key), `"${String(error)}" does not name \`${key}\``)
      })
    })
}

type Shape = readonly [samples: number, height: number, width: number, classes: number]
type Key = keyof Batch

function contextOf(intensity: Intensity, seed: number): NoiseContext {
  return { intensity, random: createRandom(seed) }
}

/** Calls the noise as the training loop does, but keeps what it returns. */
function apply(noise: Noise, batch: Batch, intensity: Intensity, seed: number): Batch {
  return tidy(() => ({ ...noise(batch, contextOf(intensity, seed)) }))
}

function tensorsOf(batch: Batch): [Key, Tensor][] {
  return (Object.entries(batch) as [Key, Tensor | undefined][]).filter(
    (entry): entry is [Key, Tensor] => entry[1] !== undefined,
  )
}

/** Disposes what is not shared with the original. */
function release(noisy: Batch, original: Batch): void {
  const shared = tensorsOf(original).map(([, tensor]) => tensor)
  dispose(
    tensorsOf(noisy)
      .map(([, tensor]) => tensor)
      .filter((tensor) => !shared.includes(tensor)),
  )
}

async function valuesOf(batch: Batch): Promise<Record<string, number[]>> {
  const values: Record<string, number[]> = {}
  for (const [key, tensor] of tensorsOf(batch)) values[key] = Array.from(await tensor.data())
  return values
}

async function withBatch(
  shape: Shape | undefined,
  options: NoiseTestOptions,
  use: (batch: Batch) => void | Promise<void>,
): Promise<void> {
  const batch = makeBatch(shape ?? [1, 8, 8, 2], options)
  await use(batch)
  dispose(tensorsOf(batch).map(([, tensor]) => tensor))
}

function makeBatch(
  [samples, height, width, classes]: Shape,
  { state = false, channels = 1 }: NoiseTestOptions,
): Batch {
  const random = createRandom(5)
  const normal = (last: number, name: string): Tensor4D =>
    randomNormal<Rank.R4>([samples, height, width, last], random.fork(name))
  return tidy(() => ({
    image: normal(channels, 'image'),
    target: softmax<Tensor4D>(div(normal(classes, 'target'), 0.1)),
    weight: ones<Rank.R4>([samples, height, width, 1]),
    ...(state
      ? {
          state: normal(classes, 'state'),
          timestep: randomUniform<Rank.R1>([samples], random.fork('timestep')),
        }
      : {}),
  }))
}

async function checkBatch(noisy: Batch, batch: Batch): Promise<void> {
  const [samples] = batch.image.shape
  for (const [key, tensor] of tensorsOf(noisy)) {
    await checkFinite(tensor, `\`${key}\``)
    if (isKnown(key)) checkSame(tensor.dtype, 'float32', `the type of \`${key}\``)
    const wanted = shapeOf(key, batch)
    // whatever else a noise adds is its own affair, but for the samples that it is of
    if (wanted) checkSame(tensor.shape, wanted, `the shape of \`${key}\``)
    else checkSame(tensor.shape[0], samples, `the first side of \`${key}\``)
  }
  const target = Array.from(await noisy.target.data())
  check(
    target.every((value) => value >= -1e-5 && value <= 1 + 1e-5),
    '`target` leaves [0, 1]',
  )
  const total: Tensor = sum(noisy.target, 3, true)
  const one = ones(total.shape)
  await checkClose(total, one, 1e-4, 'the sum of `target` over classes')
  dispose([total, one])
  const weight = Array.from(await noisy.weight.data())
  check(
    weight.every((value) => value >= 0),
    '`weight` is negative somewhere',
  )
  await checkTimes(noisy)
}

const KNOWN = ['image', 'target', 'weight', 'state', 'timestep'] as const

function isKnown(key: string): key is (typeof KNOWN)[number] {
  return KNOWN.some((name) => name === key)
}

function shapeOf(key: string, batch: Batch): readonly number[] | undefined {
  if (!isKnown(key)) return undefined
  if (key === 'timestep') return [batch.image.shape[0]]
  return key === 'state' ? batch.target.shape : batch[key].shape
}

async function checkTimes({ state, timestep }: Batch): Promise<void> {
  check(
    (state === undefined) === (timestep === undefined),
    '`state` and `timestep` must come together',
  )
  const none = tensor1d([])
  const times = Array.from(await (timestep ?? none).data())
  none.dispose()
  check(
    times.every((t) => t >= 0 && t <= 1),
    '`timestep` leaves [0, 1]',
  )
}
