import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createRandom, type Model, normalize, randomNormal } from '@spad/core'
import { registerWasmGradients } from '@spad/core/wasm-gradients'
import { createModel, joinModels, recipe } from '@spad/models'
import '@tensorflow/tfjs'
import '@tensorflow/tfjs-backend-wasm'
import {
  add,
  getBackend,
  memory,
  mul,
  setBackend,
  softmax,
  type Tensor,
  type Tensor4D,
  tensor4d,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { exportOnnx, type ExportOnnxOptions } from '../src/index.js'

const python = process.env.SPAD_PYTHON ?? 'python3'
const peers = spawnSync(python, ['-c', 'import onnx, onnxruntime, numpy']).status === 0
if (!peers && process.env.SPAD_REQUIRE_PYTHON)
  throw new Error('SPAD_REQUIRE_PYTHON is set, but python3 has no onnx, onnxruntime and numpy.')

beforeAll(async () => {
  registerWasmGradients()
  await setBackend('wasm')
})

const classes = ['background', 'one', 'two'].map((name, value) => ({
  name,
  value,
  color: [value, 0, 0] as const,
}))

function model(
  name: 'unet' | 'mask',
  change: object = {},
  preset: 'tiny' | 'base' = 'tiny',
): Model {
  const { config } = recipe(name, { height: 32, width: 48, channels: 1, classes, preset })
  const denoiser = 'type' in change ? (change as typeof config.denoiser) : config.denoiser
  const built = createModel({ ...config, denoiser }, { seed: 3 })
  // weights that begin as nothing would hide what stands behind them
  const random = createRandom(5)
  for (const [key, variable] of Object.entries(built.denoiser.variables))
    tidy(() => {
      const noise = randomNormal(variable.shape, random.fork(key))
      variable.assign(add(variable, mul(noise, 0.1)))
    })
  return built
}

const channelsFirst = (x: Tensor): Tensor => (x.rank === 4 ? transpose(x, [0, 3, 1, 2]) : x)
const plain = (x: Tensor) =>
  tidy(() => {
    const first = channelsFirst(x)
    return { data: [...first.dataSync()], shape: first.shape }
  })

interface Case {
  readonly batch?: number
  readonly height?: number
  readonly width?: number
  readonly options?: ExportOnnxOptions
}

/** Exports, lets onnxruntime compute, and compares. */
function compare(
  { denoiser, classes }: Model,
  bytes: Uint8Array,
  { batch = 1, height = 32, width = 48, options = {} }: Case = {},
) {
  const random = createRandom(9)
  const draw = (name: string, shape: number[]) => randomNormal(shape as [1], random.fork(name))
  const raw = draw('image', [batch, height, width, denoiser.channels]) as unknown as Tensor4D
  const image = options.normalize ? evened(raw) : raw.clone()
  const inputs: Record<string, Tensor> = { image: raw }
  if (denoiser.usesState) {
    inputs.state = draw('state', [batch, height, width, classes.length])
    inputs.timestep = draw('timestep', [batch])
  }
  const expected = tidy(() => {
    const logits = denoiser.denoise(
      denoiser.encode(image),
      inputs.state as Tensor4D | undefined,
      inputs.timestep as never,
    )
    return options.output === 'probabilities' ? softmax(logits) : logits
  })
  const folder = mkdtempSync(join(tmpdir(), 'spad-onnx-'))
  try {
    writeFileSync(join(folder, 'model.onnx'), bytes)
    const given = Object.fromEntries(Object.entries(inputs).map(([key, x]) => [key, plain(x)]))
    const content = { inputs: given, output: options.output ?? 'logits', expected: plain(expected) }
    writeFileSync(join(folder, 'case.json'), JSON.stringify(content))
    const script = fileURLToPath(new URL('compare_onnx.py', import.meta.url))
    return JSON.parse(execFileSync(python, [script, folder], { encoding: 'utf8' })) as {
      relative: number
      labels: number
    }
  } finally {
    rmSync(folder, { recursive: true })
    for (const tensor of [image, expected, ...Object.values(inputs)]) tensor.dispose()
  }
}

/** As `normalize` of `@spad/core` makes it. */
function evened(raw: Tensor4D): Tensor4D {
  const [, height, width, channels] = raw.shape
  const data = raw.dataSync() as Float32Array
  return tensor4d(normalize({ data, height, width, channels }), raw.shape)
}

const cases: [string, () => Model][] = [
  ['unet', () => model('unet')],
  ['plain unet', () => model('unet', { type: 'plainUnet', widths: [4, 8, 12] })],
  ['residual encoder', () => model('unet', { type: 'unet', widths: [4, 8], encoder: 'residual' })],
  ['deep supervision', () => model('unet', { type: 'unet', widths: [4, 6, 8], deep: true })],
  ['mask denoiser', () => model('mask')],
  ['ensemble', () => joinModels([model('unet'), model('unet')])],
]

describe.skipIf(!peers)(
  'in onnxruntime (skipped where python3 has no onnx, onnxruntime, numpy)',
  () => {
    test.each(cases)('%s: the same logits, at any size and batch', async (_, make) => {
      const made = make()
      const bytes = await exportOnnx(made)
      for (const size of [{}, { batch: 2, height: 64, width: 32 }]) {
        const { relative, labels } = compare(made, bytes, size)
        expect(relative).toBeLessThan(1e-5)
        expect(labels).toBe(0)
      }
      made.denoiser.dispose()
    })

    test('attention: the same logits, at its own size', async () => {
      const made = model('unet', {}, 'base')
      const { relative } = compare(made, await exportOnnx(made))
      expect(relative).toBeLessThan(1e-5)
      made.denoiser.dispose()
    })

    test('probabilities of an image that is not normalised', async () => {
      const made = model('unet')
      const options = { output: 'probabilities', normalize: true } as const
      const { relative } = compare(made, await exportOnnx(made, options), { options })
      expect(relative).toBeLessThan(1e-5)
      made.denoiser.dispose()
    })
  },
)

test.each(cases)('%s: is written down', async (_, make) => {
  const made = make()
  expect((await exportOnnx(made)).length).toBeGreaterThan(1000)
  made.denoiser.dispose()
})

test('says how a window and what lies around it are seen', async () => {
  const { config } = recipe('unet', { height: 32, width: 48, channels: 3, classes, preset: 'tiny' })
  const made = createModel({ ...config, fit: { type: 'windows', context: 4 } })
  const text = new TextDecoder('latin1').decode(await exportOnnx(made))
  expect(text).toContain('"context":4')
  expect(text).toContain('a window 4 times as large on each side around the same centre')
  made.denoiser.dispose()
})

test('leaves model, backend and memory as they were', async () => {
  const made = model('unet')
  const before = [memory().numTensors, getBackend()]
  const weights = Object.values(made.denoiser.variables).map((variable) => [...variable.dataSync()])
  const first = await exportOnnx(made)
  expect(await exportOnnx(made)).toEqual(first)
  expect([memory().numTensors, getBackend()]).toEqual(before)
  const after = Object.values(made.denoiser.variables).map((variable) => [...variable.dataSync()])
  expect(after).toEqual(weights)
  made.denoiser.dispose()
})

test('an operation that is not known is named', async () => {
  const made = model('unet')
  const other = {
    ...made,
    denoiser: { ...made.denoiser, encode: (image: Tensor4D) => [image.cumsum(1)] },
  }
  await expect(exportOnnx(other)).rejects.toThrow(
    /^\[@spad\/onnx\] the network uses `Cumsum`, which cannot be traced: there are Add, /,
  )
  expect(getBackend()).toBe('wasm')
  made.denoiser.dispose()
})
