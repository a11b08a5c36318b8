import { mean, mul, neg, type Scalar, sub } from '@tensorflow/tfjs-core'
import { expect, test } from 'vitest'
import {
  aNumber,
  configured,
  definePart,
  diceCrossEntropy,
  type Fit,
  fail,
  type NamedFile,
  overlapping,
  prepareSlices,
  type Reader,
  type Sample,
  ruleFor,
  type Scan,
} from '../../src/index.js'
import { phantomDataset } from '../../src/phantoms.js'
import {
  testAugment,
  testDataset,
  testFit,
  testLearningRate,
  testLoss,
  testPart,
  testPrepare,
  testReader,
} from '../../src/testing.js'
import { testBackend } from '../backend.js'
import { failuresOf } from './collect.js'

await testBackend()

test('a rate that is negative, or remembers, is found', async () => {
  const failures = await failuresOf((run) => {
    testLearningRate(run, 'it', () => (progress) => 0.5 - progress)
  })
  expect(failures).toEqual({
    'finite, never negative, and not always 0': expect.stringContaining(
      'the rate is -0.001',
    ) as string,
  })
  let calls = 0
  const remembering = await failuresOf((run) => {
    testLearningRate(run, 'it', () => () => ++calls)
  })
  expect(Object.keys(remembering)).toEqual(['a pure function'])
})

test('a loss that rewards mistakes is found', async () => {
  const right = diceCrossEntropy()
  const failures = await failuresOf((run) => {
    testLoss(
      run,
      'it',
      () =>
        (...given) =>
          neg(right(...given)),
    )
  })
  expect(failures['the right answer costs least']).toMatch(/^right, random and wrong answers cost/)
})

test('a loss that listens where it was told not to is found', async () => {
  const failures = await failuresOf((run) => {
    testLoss(run, 'it', () => (logits, target) => mean<Scalar>(mul(sub(logits, target), logits)))
  })
  expect(Object.keys(failures)).toContain('no gradient for a pixel without weight')
})

test('an augmentation that moves the image without its labels is found', async () => {
  const mirror = (sample: Sample): Sample => ({
    ...sample,
    image: { ...sample.image, data: sample.image.data.map((value) => 1 - value) },
  })
  const failures = await failuresOf((run) => {
    testAugment(run, 'it', () => mirror)
  })
  expect(Object.keys(failures)).toEqual(['labels stay with the image'])
})

test('an augmentation that writes into the sample is found', async () => {
  const failures = await failuresOf((run) => {
    testAugment(run, 'it', () => (sample) => {
      sample.image.data[0] = 0
      return sample
    })
  })
  expect(Object.keys(failures)).toEqual([
    'leaves the sample alone, and the same seed gives the same',
  ])
})

test('a data set with labels beyond its classes is found', async () => {
  const phantoms = phantomDataset({ kind: 'chest', count: 2 })
  const read = async (index: number): Promise<Sample> => {
    const sample = await phantoms.read(index)
    return { ...sample, labels: { ...sample.labels, data: sample.labels.data.map(() => 9) } }
  }
  const failures = await failuresOf((run) => {
    testDataset(run, 'it', () => ({ ...phantoms, read }))
  })
  expect(Object.values(failures)).toEqual([expect.stringMatching(/has label 9 of \d classes/)])
})

test('windows that leave a part of the image out are found', async () => {
  const fit: Fit = {
    workingSize: (image) => image,
    windows: overlapping(
      () => [{ top: 0, left: 0 }],
      ({ height, width }) => new Float32Array(height * width).fill(1),
    ),
  }
  const failures = await failuresOf((run) => {
    testFit(run, 'it', () => configured(fit, { type: 'corner' }))
  })
  expect(Object.values(failures)).toEqual([expect.stringMatching(/^row 0, column 48 is 0/)])
})

test('a preparation that puts labels elsewhere is found', async () => {
  const failures = await failuresOf((run) => {
    testPrepare(run, 'it', () => (scan, options) => {
      const prepared = prepareSlices(scan, options)
      const { slices } = prepared.slicing
      return {
        ...prepared,
        place: (labels, slice, volume) => {
          prepared.place(labels, slices - 1 - slice, volume)
        },
      }
    })
  })
  expect(Object.keys(failures)).toEqual(
    ['axial', 'coronal', 'sagittal'].map(
      (axis) => `${axis} labels go back to the voxels that were seen`,
    ),
  )
})

const files = (): readonly NamedFile[] => [{ name: 'a.two', bytes: Uint8Array.of(2, 7, 8) }]

test('a reader keeps its contract, or is found', async () => {
  const suite = (reader: Reader): Promise<Record<string, string>> =>
    failuresOf((run) => {
      testReader(run, 'it', () => reader, { files })
    })
  expect(await suite(twoVoxels)).toEqual({})
  const careless: Reader = {
    ...twoVoxels,
    matches: () => true,
    read: ([file]) => Promise.resolve(scanOf(file?.bytes ?? new Uint8Array())),
  }
  expect(Object.keys(await suite(careless))).toEqual([
    'has a name and knows its own files',
    'a file that ends too early is refused by name',
    'stops when it is asked to',
  ])
})

/** A format of two voxels after a 2. */
const twoVoxels: Reader = {
  name: 'two',
  matches: (head) => head[0] === 2,
  read: async ([file], options) => {
    options?.signal?.throwIfAborted()
    if (file?.bytes.length !== 3) return fail('two', `\`${file?.name}\` is not 3 bytes long.`)
    return Promise.resolve(scanOf(file.bytes))
  },
}

function scanOf(bytes: Uint8Array): Scan {
  const data = new Uint8Array(2)
  data.set(bytes.subarray(1, 3))
  return {
    data,
    channels: 1,
    grid: {
      size: [2, 1, 1],
      spacing: [1, 1, 1],
      origin: [0, 0, 0],
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    },
  }
}

test('a part whose rules say nothing, or which breaks its own, is found', async () => {
  const part = definePart({
    where: 'mine',
    kind: 'learningRate',
    type: 'flat',
    options: {
      rate: { rule: aNumber({ above: 0 }), default: -1 },
      mood: { rule: ruleFor('any', () => true), default: 'good' },
    },
    build:
      ({ rate }) =>
      () =>
        rate,
  })
  const failures = await failuresOf((run) => {
    testPart(run, 'it', part, { options: { rate: 1 } })
  })
  expect(failures).toEqual({
    'an option that is left out is its default, which keeps its rule': expect.stringContaining(
      '`rate` is -1: it must be a number above 0.',
    ) as string,
    'refuses an option that is missing or wrong, by its name': expect.stringContaining(
      'the rule of `mood` refuses nothing',
    ) as string,
  })
})
