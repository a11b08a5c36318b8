import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, it } from 'vitest'
import { registerWasmGradients } from '../../../src/wasm-gradients.js'
import { type Check, expectGradient } from './numeric.js'

beforeAll(async () => {
  await import('@tensorflow/tfjs')
  registerWasmGradients()
  await tf.setBackend('wasm')
})

type Case = [name: string, f: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, check: Check]
const as4D = (x: tf.Tensor) => x as tf.Tensor4D
const smooth = { step: 0.02, tolerance: 3e-3 }
const positive = { ...smooth, value: (x: number) => 1 + Math.abs(x) }
const unkinked = { ...smooth, value: (x: number) => x + 0.1 * Math.sign(x) }
const image = [2, 5, 6, 3]

const cases: Case[] = [
  ['relu', (x) => tf.relu(x), { shapes: [image], ...unkinked }],
  ['leakyRelu', (x) => tf.leakyRelu(x, 0.1), { shapes: [image], ...unkinked }],
  ['elu', (x) => tf.elu(x), { shapes: [image], ...unkinked }],
  ['abs', (x) => tf.abs(x), { shapes: [image], ...unkinked }],
  ['silu', (x) => tf.mul(x, tf.sigmoid(x)), { shapes: [image], ...smooth }],
  ['tanh', (x) => tf.tanh(x), { shapes: [image], ...smooth }],
  ['softplus', (x) => tf.softplus(x), { shapes: [image], ...smooth }],
  ['softmax', (x) => tf.softmax(x), { shapes: [image], ...smooth }],
  ['logSoftmax', (x) => tf.logSoftmax(x), { shapes: [image], ...smooth }],
  ['logSumExp', (x) => tf.logSumExp(x, -1), { shapes: [image], ...smooth }],
  ['exp', (x) => tf.exp(x), { shapes: [image], ...smooth }],
  ['square', (x) => tf.square(x), { shapes: [image], ...smooth }],
  ['log', (x) => tf.log(x), { shapes: [image], ...positive }],
  ['sqrt', (x) => tf.sqrt(x), { shapes: [image], ...positive }],
  ['rsqrt', (x) => tf.rsqrt(x), { shapes: [image], ...positive }],
  ['pow', (x) => tf.pow(x, 1.5), { shapes: [image], ...positive }],
  ['div', (a, b) => tf.div(a, b), { shapes: [image, [1, 1, 6, 3]], ...positive }],
  ['mul of broadcast shapes', (a, b) => tf.mul(a, b), { shapes: [image, [3]] }],
  ['add of broadcast shapes', (a, b) => tf.add(a, b), { shapes: [image, [2, 1, 1, 3]] }],
  ['sub of broadcast shapes', (a, b) => tf.sub(a, b), { shapes: [[1, 6, 1], image] }],
  ['squaredDifference', (a, b) => tf.squaredDifference(a, b), { shapes: [image, image], ...smooth }], // prettier-ignore
  ['maximum', (a, b) => tf.maximum(a, tf.reverse(b)), { shapes: [[40], [40]], value: (x, i) => x + 3 * (i % 2), ...smooth }], // prettier-ignore
  ['clipByValue', (x) => tf.clipByValue(x, -5, 5), { shapes: [image] }],
  ['sum', (x) => tf.sum(x, [1, 2]), { shapes: [image] }],
  ['sum of the leading axes', (x) => tf.sum(x, [0, 1, 2]), { shapes: [image] }],
  ['mean', (x) => tf.mean(x, [1, 2], true), { shapes: [image] }],
  ['max', (x) => tf.max(x, -1), { shapes: [[4, 9]], value: (_, i) => ((i * 7) % 36) / 2, step: 0.05, tolerance: 1e-3 }], // prettier-ignore
  ['variance of moments', (x) => tf.moments(x, [1, 2]).variance, { shapes: [image], ...smooth }],
  [
    'instance normalisation',
    (x) => {
      const { mean, variance } = tf.moments(x, [1, 2], true)
      return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-5)))
    },
    { shapes: [image], ...smooth },
  ],
  ['concat', (a, b) => tf.concat([a, b], -1), { shapes: [image, [2, 5, 6, 5]] }],
  ['stack', (a, b) => tf.stack([a, b], 1), { shapes: [image, image] }],
  ['slice', (x) => tf.slice(x, [0, 1, 2, 1], [2, 3, 3, 2]), { shapes: [image] }],
  ['split', (x) => tf.mul(...(tf.split(x, 2, 2) as [tf.Tensor, tf.Tensor])), { shapes: [image], ...smooth }], // prettier-ignore
  ['pad', (x) => tf.pad(x, [[0, 0], [1, 2], [0, 1], [0, 0]]), { shapes: [image] }], // prettier-ignore
  ['gather', (x) => tf.gather(x, tf.tensor1d([1, 0, 1, 1], 'int32')), { shapes: [image] }],
  ['gather on an inner axis', (x) => tf.gather(x, tf.tensor1d([4, 0, 4], 'int32'), 1), { shapes: [image] }], // prettier-ignore
  ['tile', (x) => tf.tile(x, [1, 2, 3, 1]), { shapes: [image] }],
  ['reshape', (x) => tf.reshape(x, [-1, 9]), { shapes: [image] }],
  ['transpose', (x) => tf.transpose(x, [0, 3, 1, 2]), { shapes: [image] }],
  ['reverse', (x) => tf.reverse(x, 1), { shapes: [image] }],
  ['where', (a, b) => tf.where(tf.tensor1d([1, 0, 1, 0], 'bool'), a, b), { shapes: [[4], [4]] }],
  ['spaceToBatchND', (x) => tf.spaceToBatchND(x, [1, 2], [[0, 0], [0, 0]]), { shapes: [image] }], // prettier-ignore
]

describe('operations', () => {
  it.each(cases)('%s', (_, f, check) => {
    expectGradient(f, check)
  })
})

describe('matMul', () => {
  const sides = [false, true]
  const cases = sides.flatMap((a) => sides.map((b) => [a, b] as const))
  it.each(cases)('transposes: %s, %s', (transposeA, transposeB) => {
    const a = (rows: number, inner: number) => (transposeA ? [inner, rows] : [rows, inner])
    const b = (inner: number, columns: number) => (transposeB ? [columns, inner] : [inner, columns])
    const f = (x: tf.Tensor, y: tf.Tensor) => tf.matMul(x, y, transposeA, transposeB)
    for (const [rows, inner, columns] of [
      [1, 1, 1],
      [5, 7, 6],
      [9, 70, 11],
    ] as const) {
      // prettier-ignore
      expectGradient(f, { shapes: [a(rows, inner), b(inner, columns)] })
      expectGradient(f, { shapes: [[3, ...a(rows, inner)], [3, ...b(inner, columns)]] }) // prettier-ignore
    }
  })
})

describe('resizing', () => {
  const sizes = [[10, 12], [15, 7], [3, 4], [5, 6], [1, 1]] as const // prettier-ignore
  it.each(sizes)('to %i × %i', (height, width) => {
    for (const alignCorners of [false, true]) {
      const options = { shapes: [image] }
      expectGradient(
        (x) => tf.image.resizeNearestNeighbor(as4D(x), [height, width], alignCorners),
        options,
      )
      expectGradient(
        (x) => tf.image.resizeBilinear(as4D(x), [height, width], alignCorners),
        options,
      )
    }
  })
})
