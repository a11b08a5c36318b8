import { mean, mul, type Scalar, softmax, square, sub } from '@tensorflow/tfjs-core'
import { test } from 'vitest'
import {
  augmentFromConfig,
  type Augment,
  type Dataset,
  diceCrossEntropy,
  type Loss,
  oneCycle,
  prepareSlices,
  resize,
  windows,
} from '../../src/index.js'
import { phantomDataset } from '../../src/phantoms.js'
import {
  testAugment,
  testDataset,
  testFit,
  testLearningRate,
  testLoss,
  testPrepare,
} from '../../src/testing.js'
import { testBackend } from '../backend.js'

await testBackend()

testFit(test, 'resize', () => resize())
testFit(test, 'windows', () => windows())
testFit(test, 'windows at half the scale, without overlap', () => windows({ scale: 0.5, step: 1 }))

testLoss(test, 'diceCrossEntropy', () => diceCrossEntropy())
testLoss(test, 'diceCrossEntropy with all of its terms', () =>
  diceCrossEntropy({ imageDice: 0.5, boundary: 7 }),
)
testLoss(test, 'the Brier score, with five classes', () => brier, { classes: 5 })

testLearningRate(test, 'oneCycle', () => oneCycle())
testLearningRate(test, 'a bare function', () => (progress) => 0.1 * (1 - progress))

testAugment(test, 'the default augmentation', () => augmentFromConfig({}))
for (const name of [
  'flip',
  'affine',
  'elastic',
  'brightness',
  'contrast',
  'gamma',
  'blur',
  'noise',
] as const)
  testAugment(test, name, () => only(name))

testDataset(test, 'phantoms', (): Dataset => phantomDataset({ kind: 'oct', count: 7 }))

testPrepare(test, 'prepareSlices', () => prepareSlices)

const brier: Loss = (logits, target, weight) =>
  mean<Scalar>(mul(square(sub(softmax(logits), target)), weight))

function only(name: string): Augment {
  const off = ['flip', 'affine', 'elastic', 'brightness', 'contrast', 'gamma', 'blur', 'noise']
  return augmentFromConfig(
    Object.fromEntries(off.filter((one) => one !== name).map((one) => [one, false])),
  )
}
