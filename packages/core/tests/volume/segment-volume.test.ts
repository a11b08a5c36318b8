import { concat, memory, mul, neg, type Tensor4D, tidy } from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import {
  type Grid,
  type Model,
  prepareSlices,
  type Scan,
  segment,
  segmentVolume,
} from '../../src/index.js'
import { testBackend } from '../backend.js'
import { twoClasses } from '../tiny-denoiser.js'

beforeAll(testBackend)

const SIDE = 16

/** Says that what is brighter than the mean of its slice is the target. */
function bright(channels = 1): Model {
  return {
    denoiser: {
      config: { type: 'bright' },
      variables: {},
      channels,
      classes: 2,
      stride: 1,
      usesState: false,
      encode: (image) => [image.clone()],
      denoise: ([image]) =>
        tidy(() => {
          const grey = (image as Tensor4D).slice([0, 0, 0, (channels - 1) / 2], [-1, -1, -1, 1])
          return concat<Tensor4D>([neg(grey), mul(grey, 1)], 3)
        }),
      dispose: () => undefined,
    },
    preprocessing: { height: SIDE, width: SIDE, channels, normalization: 'per-image' },
    classes: twoClasses,
  }
}

/** Columns to the back, rows to the feet, slices to the left. */
const sagittal: Grid = {
  size: [SIDE, SIDE, SIDE],
  spacing: [1, 1, 1],
  origin: [0, 0, 0],
  direction: [0, 0, 1, 1, 0, 0, 0, -1, 0],
}

function ball(): Scan {
  const data = new Int16Array(SIDE ** 3)
  for (let i = 0; i < data.length; i++) {
    const [x, y, z] = [i % SIDE, Math.floor(i / SIDE) % SIDE, Math.floor(i / SIDE / SIDE)]
    data[i] = Math.hypot(x - 5, y - 9, z - 7) < 4 ? 900 : 100
  }
  return { data, grid: sagittal, channels: 1 }
}

test.each(['axial', 'coronal', 'sagittal'] as const)(
  '%s slices of a volume that is stored otherwise land on their own voxels',
  async (axis) => {
    const scan = ball()
    const before = memory().numTensors
    const progress: string[] = []
    const { data, grid } = await segmentVolume(bright(), scan, {
      axis,
      onSlice: (done, of) => progress.push(`${done}/${of}`),
    })
    expect(grid).toBe(scan.grid)
    expect(data).toEqual(Uint8Array.from(scan.data, (value) => (value > 500 ? 1 : 0)))
    expect(progress.at(-1)).toBe('16/16')
    expect(memory().numTensors).toBe(before)
  },
)

test('neighbours come along as channels, the last one again at the ends', async () => {
  const scan = ball()
  const whole = prepareSlices(scan, { axis: 'sagittal' })
  const { picture } = prepareSlices(scan, { axis: 'sagittal', channels: 3, neighbours: 1 })
  const pixel = 9 * SIDE + 5
  const values = (slice: number): number[] => [
    ...picture(slice).data.slice(3 * pixel, 3 * pixel + 3),
  ]
  expect(values(3)).toEqual([2, 3, 4].map((slice) => whole.picture(slice).data[pixel]))
  expect(values(0)[0]).toBe(values(0)[1])
  const { data } = await segmentVolume(bright(3), scan, { neighbours: 1, axis: 'coronal' })
  expect(data).toEqual(Uint8Array.from(scan.data, (value) => (value > 500 ? 1 : 0)))
  await expect(segmentVolume(bright(), scan, { neighbours: 1 })).rejects.toThrow(
    '`neighbours` is 1, which makes 3 channels: the network takes 1.',
  )
})

test('turns what is stored inverted, and refuses what has more channels than one', async () => {
  const scan = ball()
  const [plain, turned] = [scan, { ...scan, inverted: true }].map((one) =>
    prepareSlices(one, { window: { center: 500, width: 1000 } }).picture(8),
  )
  turned?.data.forEach((value, i) => {
    expect(value).toBeCloseTo(1 - (plain?.data[i] ?? NaN), 5)
  })
  const times = { ...scan, data: new Int16Array(2 * SIDE ** 3), channels: 2 }
  await expect(segmentVolume(bright(), times)).rejects.toThrow(
    '`channels` of the scan is 2: 1 are wanted.',
  )
})

test('ends with the reason of its signal', async () => {
  const stop = new AbortController()
  const options = {
    signal: stop.signal,
    onSlice: () => {
      stop.abort(new Error('enough'))
    },
  }
  await expect(segmentVolume(bright(), ball(), options)).rejects.toThrow('enough')
})

/** The ball, and a speck in one slice that is large enough for the slice but not for the volume. */
function ballAndSpeck(): { scan: Scan; clean: Uint8Array } {
  const scan = ball()
  const clean = Uint8Array.from(scan.data, (value) => (value > 500 ? 1 : 0))
  const at = (x: number, y: number, z: number): number => (z * SIDE + y) * SIDE + x
  for (const [x, y] of [
    [12, 2],
    [13, 2],
    [12, 3],
    [13, 3],
  ] as const)
    scan.data[at(x, y, 7)] = 900
  return { scan, clean }
}

test('rules for objects are followed over the whole volume', async () => {
  const { scan, clean } = ballAndSpeck()
  // 8 voxels: the tips of the ball are smaller than that in their slices
  const objects = [{}, { minSize: 8 / SIDE ** 2 }]
  const model: Model = { ...bright(), postprocessing: { minArea: [0, 0], objects } }
  expect((await segmentVolume(model, scan)).data).toEqual(clean)
  const left = await segmentVolume(model, scan, { postprocess: false })
  expect(left.data.filter(Boolean)).toHaveLength(clean.filter(Boolean).length + 4)
  const largest: Model = {
    ...model,
    postprocessing: { minArea: [0, 0], objects: [{}, { largest: true }] },
  }
  expect((await segmentVolume(largest, scan)).data).toEqual(clean)
})

test('models that answer otherwise follow the rules of the volume too', async () => {
  const { scan, clean } = ballAndSpeck()
  const plain = bright()
  const asked: (boolean | undefined)[] = []
  const model: Model = {
    ...plain,
    postprocessing: { minArea: [0, 0], objects: [{}, { minSize: 8 / SIDE ** 2 }] },
    answer: (image, options) => {
      asked.push(options.postprocess)
      return segment(plain, image, options)
    },
  }
  expect((await segmentVolume(model, scan)).data).toEqual(clean)
  expect(new Set(asked)).toEqual(new Set([false]))
})
