import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import {
  createRandom,
  type Model,
  type Raster,
  segment,
  segmentTogether,
  windows,
} from '@spad/core'
import { registerWasmGradients } from '@spad/core/wasm-gradients'
import { createModel, joinModels, recipe } from '@spad/models'
import '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-wasm'
import { memory, setBackend } from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { inferByOnnx, type OnnxRuntime } from '../src/index.js'

const place = fileURLToPath(
  new URL('../../../tools/bench/node_modules/onnxruntime-node', import.meta.url),
)
const installed = existsSync(place)

beforeAll(async () => {
  registerWasmGradients()
  await setBackend('wasm')
})

const classes = ['background', 'one', 'two'].map((name, value) => ({
  name,
  value,
  color: [value, 0, 0] as const,
}))

/** Windows that see what lies around them too. */
function withContext(channels: number) {
  const { config } = recipe('unet', { height: 32, width: 48, channels, classes, preset: 'tiny' })
  return createModel({ ...config, fit: { type: 'windows', context: 4 } }, { seed: 3 })
}

function model(name: 'unet' | 'mask', channels = 1, preset: 'tiny' | 'base' = 'tiny', seed = 3) {
  const size = { height: 32, width: 48, channels, classes }
  return createModel(recipe(name, { ...size, preset }).config, { seed })
}

function image(channels: number, height = 70, width = 90, seed = 1): Raster {
  const random = createRandom(seed)
  const data = Float32Array.from({ length: height * width * channels }, () => random.uniform())
  return { data, height, width, channels }
}

/** Two likeliest classes that are nearer than this may change places. */
const TIE = 1e-4

/** Compares answers: probabilities up to rounding, labels but where two classes are as good as equally likely. */
async function expectSameAnswer(own: Model, other: Model, picture: Raster, ensemble = 1) {
  const [expected, found] = [
    await segment(own, picture, { ensemble }),
    await segment(other, picture, { ensemble }),
  ]
  const { data, channels } = expected.probabilities
  let [far, wrong] = [0, 0]
  found.probabilities.data.forEach((p, i) => (far = Math.max(far, Math.abs(p - (data[i] ?? NaN)))))
  found.labels.data.forEach((label, i) => {
    const [first = 0, second = 0] = [...data.subarray(i * channels, (i + 1) * channels)].sort(
      (a, b) => b - a,
    )
    if (label !== expected.labels.data[i] && first - second > TIE) wrong++
  })
  expect(far).toBeLessThan(1e-4)
  expect(wrong).toBe(0)
}

const cases: [string, () => Model, number][] = [
  ['unet', () => model('unet'), 1],
  ['colour', () => model('unet', 3), 1],
  ['mirrored answers', () => model('unet'), 3],
  ['windows', () => ({ ...model('unet'), fit: windows({ scale: 1 }) }), 1],
  ['windows in colour with a context', () => withContext(3), 1],
  ['attention', () => model('unet', 1, 'base'), 1],
  ['ensemble', () => joinModels([model('unet'), model('unet', 1, 'tiny', 4)]), 1],
]

describe.skipIf(!installed)('by onnxruntime-node (skipped where tools/bench has it not)', () => {
  const runtime = (): OnnxRuntime => createRequire(import.meta.url)(place) as OnnxRuntime

  test.each(cases)('%s: the same answer', async (_, make, ensemble) => {
    const own = make()
    const other = await inferByOnnx(own, runtime(), { session: { intraOpNumThreads: 1 } })
    const before = memory().numTensors
    await expectSameAnswer(own, other, image(own.preprocessing.channels), ensemble)
    expect(memory().numTensors).toBe(before)
    await other.inference?.dispose()
    own.denoiser.dispose()
  })

  test.each([
    ['unet', () => model('unet')],
    ['attention, which goes one by one', () => model('unet', 1, 'base')],
  ])('%s: together as alone, to the bit', async (_, make) => {
    const own = make()
    const other = await inferByOnnx(own, runtime(), { session: { intraOpNumThreads: 1 } })
    const pictures = [image(1), image(1, 33, 40, 2), image(1, 20, 99, 3)]
    const together = await segmentTogether(other, pictures)
    for (const [i, picture] of pictures.entries())
      expect(together[i]).toEqual(await segment(other, picture))
    await other.inference?.dispose()
    own.denoiser.dispose()
  })
})

/** A runtime whose session gives the first channel as the logits of the first class, and zeros. */
const echo = (
  channels: number,
  shape: readonly (number | string)[] = ['batch', channels, 'height', 'width'],
): OnnxRuntime => ({
  Tensor: class {
    constructor(
      readonly type: string,
      readonly data: Float32Array,
      readonly dims: readonly number[],
    ) {}
  },
  InferenceSession: {
    create: () =>
      Promise.resolve({
        inputMetadata: [{ shape }],
        run: ({ image }: { image?: { data: Float32Array; dims: number[] } }) => {
          const { data = new Float32Array(), dims: [batch = 0, , height = 0, width = 0] = [] } =
            image ?? {}
          const size = height * width
          const logits = new Float32Array(batch * size * classes.length)
          for (let n = 0; n < batch; n++)
            logits.set(
              data.subarray(n * channels * size, (n * channels + 1) * size),
              n * classes.length * size,
            )
          return Promise.resolve({ logits: { data: logits } })
        },
        release: () => Promise.resolve(),
      }),
  },
})

test('a network that was traced for one size is asked for no other', async () => {
  const own = model('unet')
  const fixed = await inferByOnnx(own, echo(1, [1, 1, 32, 48]), { name: 'echo' })
  await segment(fixed, image(1))
  await expect(segment(fixed, image(1), { scales: [1, 0.5] })).rejects.toThrow(
    '[@spad/onnx] echo is to see 16 × 24 pixels: a network with attention was traced for 32 × 48 alone. ' +
      'Leave `scales` out, or let tfjs answer.',
  )
  own.denoiser.dispose()
})

test('turns channels last into first, and back', async () => {
  const own = model('unet', 3)
  const { inference } = await inferByOnnx(own, echo(3), { name: 'echo' })
  const images = Float32Array.from({ length: 2 * 4 * 3 }, (_, i) => i)
  expect(inference?.name).toBe('echo')
  expect(await inference?.logits(images, [2, 2, 2])).toEqual(
    Float32Array.from([0, 3, 6, 9, 12, 15, 18, 21].flatMap((red) => [red, 0, 0])),
  )
  own.denoiser.dispose()
})

test('a network that iterates is refused', async () => {
  const own = model('mask')
  await expect(inferByOnnx(own, echo(1), { name: 'onnxruntime-node' })).rejects.toThrow(
    "[@spad/onnx] onnxruntime-node answers in one pass: this model's denoiser uses a mask state and is asked " +
      'once a step. Let tfjs answer, or take a model of another recipe than `mask`.',
  )
  own.denoiser.dispose()
})

test('what the runtime does not take is told', async () => {
  const own = model('unet')
  const broken = { ...echo(1), InferenceSession: { create: () => Promise.reject(new Error('no')) } }
  await expect(inferByOnnx(own, broken)).rejects.toThrow(
    '[@spad/onnx] onnxruntime does not take the network: no',
  )
  own.denoiser.dispose()
})

test('models that each have an engine answer with their mean', async () => {
  const own = [model('unet'), model('unet', 1, 'tiny', 4)]
  const engaged: Model[] = []
  for (const one of own) engaged.push(await inferByOnnx(one, echo(1)))
  const picture = image(1)
  const first = await segment(engaged[0]!, picture)
  expect((await segment(joinModels(engaged), picture)).probabilities).toEqual(first.probabilities)
  for (const { denoiser } of own) denoiser.dispose()
})
