// @ts-check
// Labels of large images through windows: what they hold beside image and labels, and their time beside their passes'.
//
//   npm run bench -- --only windows [--out FILE.jsonl] [--short]
//
//   --out      JSON lines, one per size
//   --short    no image of 4096² and a time of 1024² in the place of 2048²
//   --backend  wasm or native (wasm)
//   --preset   of the network that is timed (small)
//
// Memory is that of live arrays at its peak, after what a collector can take is taken; the network is a single
// convolution there, whose own memory no image changes. Time is the process' CPU time of one thread, in turns.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import * as tf from '@tensorflow/tfjs'
import { normalize, segmentLabels, windows } from '@spad/core'
import { createModel, recipe } from '@spad/models'
import { useBackend } from '@spad/node'

const { values: options } = parseArgs({
  options: {
    out: { type: 'string' },
    short: { type: 'boolean', default: false },
    backend: { type: 'string', default: 'wasm' },
    preset: { type: 'string', default: 'small' },
    memory: { type: 'string' },
  },
})
const MIB = 2 ** 20
const network = { height: 128, width: 128 }
const classes = ['background', 'one', 'two'].map((name, value) => ({
  name,
  value,
  color: /** @type {[number, number, number]} */ ([value, 0, 0]),
}))
const { name: backend } = await useBackend(options.backend, { threads: 1 })

/** @type {Record<string, unknown>[]} */
const lines = []
/** @type {[number, number][]} */
const sizes = [[1024, 1024], [4096, 1024], [2048, 2048], [4096, 4096]] // prettier-ignore
const [height = 0, width = 0] = (options.memory ?? '').split('x').map(Number)
if (height > 0) console.log(JSON.stringify({ what: 'memory', ...(await memoryOf(height, width)) }))
else {
  for (const [height, width] of options.short ? sizes.slice(0, 3) : sizes)
    lines.push(alone(`${height}x${width}`))
  lines.push({ what: 'time', ...(await timeOf(options.short ? 1024 : 2048)) })
  for (const line of lines) console.log(JSON.stringify(line))
  if (options.out)
    writeFileSync(options.out, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
}

/**
 * What one size holds, in a process of its own: nothing of another is left there.
 *
 * @param {string} size
 */
function alone(size) {
  const args = [...process.execArgv, fileURLToPath(import.meta.url), '--memory', size]
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }))
}

/** @param {number} height @param {number} width @returns {import('@spad/core').Raster} */
function picture(height, width) {
  const data = new Float32Array(height * width)
  for (let i = 0; i < data.length; i++) data[i] = ((i * 7919) % 9973) / 9973
  return { data, height, width, channels: 1 }
}

/** @param {number} height @param {number} width */
async function memoryOf(height, width) {
  const kernel = tf.variable(tf.randomNormal([3, 3, 1, classes.length], 0, 1, 'float32', 1))
  /** @type {import('@spad/core').Model} */
  const model = {
    denoiser: {
      ...{ config: { type: 'thin' }, variables: { kernel } },
      ...{ channels: 1, classes: classes.length, stride: 1, usesState: false },
      encode: (image) => [image.clone()],
      denoise: ([image]) =>
        tf.conv2d(/** @type {tf.Tensor4D} */ (image), /** @type {any} */ (kernel), 1, 'same'),
      dispose: () => kernel.dispose(),
    },
    preprocessing: { ...network, channels: 1, normalization: 'per-image' },
    fit: windows(),
    classes,
  }
  const image = picture(height, width)
  const before = live()
  let peak = 0
  let passes = 0
  await segmentLabels(model, image, {
    onProgress: (done, of) => {
      passes = of
      if (done % Math.ceil(of / 200) === 0) peak = Math.max(peak, live())
    },
  })
  model.denoiser.dispose()
  const labels = height * width
  // of the image as the network sees it, of sums over classes, and of weights
  const rows = 2 * network.height * width * 4 * (1 + classes.length + 1)
  return {
    size: `${height}x${width}`,
    passes,
    imageMiB: round(image.data.byteLength / MIB),
    labelsMiB: round(labels / MIB),
    besideMiB: round((peak - before - labels) / MIB),
    rowsOfTwoWindowsMiB: round(rows / MIB),
    wholeProbabilitiesMiB: round((labels * classes.length * 4) / MIB),
  }
}

/** Bytes of arrays that somebody holds. */
function live() {
  globalThis.gc?.()
  return process.memoryUsage().arrayBuffers
}

/** @param {number} side */
async function timeOf(side) {
  const preset = /** @type {import('@spad/models').PresetName} */ (options.preset)
  const { config } = recipe('unet', { ...network, channels: 1, classes, preset })
  const model = { ...createModel(config, { seed: 1 }), fit: windows() }
  const image = picture(side, side)
  const step = network.height / 2
  const corners = ((side - network.height) / step + 1) ** 2
  const batches = Array.from({ length: Math.ceil(corners / 4) }, (_, i) =>
    Math.min(4, corners - 4 * i),
  )
  const seen = normalize(picture(4 * network.height, network.width))
  const passes = async () => {
    for (const batch of batches) {
      const answer = tf.tidy(() => {
        const input = tf.tensor4d(seen.subarray(0, batch * 128 * 128), [batch, 128, 128, 1])
        return tf.softmax(model.denoiser.denoise(model.denoiser.encode(input)))
      })
      await answer.data()
      answer.dispose()
    }
  }
  const whole = async () => void (await segmentLabels(model, image))
  await segmentLabels(model, picture(256, 256)) // to get warm
  const ratios = []
  let [ms, sum] = [0, 0]
  for (let round = 0; round < 3; round++) {
    ;[ms, sum] = [await cpuOf(whole), await cpuOf(passes)]
    ratios.push(ms / sum)
  }
  model.denoiser.dispose()
  ratios.sort((a, b) => a - b)
  return {
    size: `${side}x${side}`,
    ...{ backend, preset, windows: corners },
    cpuMs: round(ms),
    passesCpuMs: round(sum),
    ratio: round(ratios[1] ?? NaN),
    ratios: ratios.map(round),
  }
}

/** @param {() => Promise<void>} work */
async function cpuOf(work) {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** @param {number} value */
function round(value) {
  return Number(value.toPrecision(3))
}
