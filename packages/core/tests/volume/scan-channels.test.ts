import { expect, test } from 'vitest'
import {
  type ChannelWindows,
  type Grid,
  inWords,
  prepareSlices,
  prepareTogether,
  type Scan,
  splitChannels,
  trainedPrepare,
} from '../../src/index.js'
import { slices } from '../../src/volume/prepare-parts.js'

const grid: Grid = {
  size: [2, 2, 2],
  spacing: [1, 1, 1],
  origin: [0, 0, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
}
const scan = (data: Scan['data'], channels = 1): Scan => ({ grid, data, channels })
const flair = scan(Int16Array.of(0, 1, 2, 3, 4, 5, 6, 7))
const t1 = scan(Int16Array.of(700, 600, 500, 400, 300, 200, 100, 0))

test('channels become scans, colours stay together', () => {
  const both = scan(
    Int16Array.from({ length: 16 }, (_, i) => (i % 2 ? t1 : flair).data[i >> 1] ?? 0),
    2,
  )
  expect(splitChannels(both).map(({ data }) => data)).toEqual([flair.data, t1.data])
  const three = scan(new Uint8Array(24), 3)
  expect(splitChannels(three)).toHaveLength(3)
  const colours = { ...three, colour: true }
  expect(splitChannels(colours)).toEqual([colours])
})

test('scans on one grid become the channels of a picture, each by a range of its own', () => {
  const { picture } = prepareTogether([flair, t1], prepareSlices)
  const [one, other] = [flair, t1].map((own) => prepareSlices(own).picture(1).data)
  const { data, channels } = picture(1)
  expect(channels).toBe(2)
  expect([...data]).toEqual([...(one ?? [])].flatMap((value, i) => [value, other?.[i] ?? 0]))
})

test('which values are looked at is said of each channel, and that a window holds for all', () => {
  expect(inWords(prepareTogether([flair, t1], prepareSlices))).toBe(
    '2 axial slices, values from 0 to 6 (channel 0), from 0 to 600 (channel 1): ' +
      'the 0.5th to the 99.5th percentile of the volume',
  )
  const window = { center: 50, width: 100 }
  expect(inWords(prepareTogether([flair, t1], prepareSlices, { window }))).toBe(
    '2 axial slices, values from 0 to 100: the window that was given, for each of 2 channels',
  )
})

test('a list has a window for each channel, and null where one has its own range', () => {
  const window = [{ center: 4, width: 8 }, null]
  const { picture, range, others } = prepareTogether([flair, t1], prepareSlices, { window })
  const own = [
    prepareSlices(flair, { window: { center: 4, width: 8 } }).picture(1).data,
    prepareSlices(t1).picture(1).data,
  ]
  expect([...picture(1).data]).toEqual(
    [...(own[0] ?? [])].flatMap((value, i) => [value, own[1]?.[i] ?? 0]),
  )
  expect(range).toMatchObject({ low: 0, high: 8 })
  expect(others).toMatchObject([{ low: 0, high: 600 }])
  expect(inWords(prepareTogether([flair, t1], prepareSlices, { window }))).toBe(
    '2 axial slices, values from 0 to 8 (channel 0: the window that was given), ' +
      'from 0 to 600 (channel 1: the 0.5th to the 99.5th percentile of the volume)',
  )
})

test('one window for all is that window for each, to the bit', () => {
  const one = { center: 50, width: 100 }
  const pictures = [one, [one, one]].map((window) =>
    prepareTogether([flair, t1], prepareSlices, { window }).picture(0),
  )
  expect(pictures[0]).toEqual(pictures[1])
  const alone = [one, [one]].map((window) =>
    prepareTogether([flair], prepareSlices, { window, neighbours: 1, channels: 3 }).picture(0),
  )
  expect(alone[0]).toEqual(alone[1])
})

test('a preparation of its own window looks through it, but where a list says another or none', () => {
  const prepare = slices({ window: { center: 1, width: 2 } })
  const rangesOf = (window?: ChannelWindows) => {
    const { range, others = [] } = prepareTogether([flair, t1], prepare, window ? { window } : {})
    return [range, ...others].map(({ low, high }) => [low, high])
  }
  expect(rangesOf()).toEqual([
    [0, 2],
    [0, 2],
  ])
  expect(rangesOf([null, { center: 5, width: 10 }])).toEqual([
    [0, 6],
    [0, 10],
  ])
})

test.each([
  [[null], ['CT', 'PET'], 'is a list of 1: it must have an entry for each of CT, PET, a window or'],
  [[null], [], 'is a list of 1: it must have an entry for each of 2 channels, a window or null.'],
  [[{ center: 1, width: 0 }, null], [], '`window[0].width` is 0: it must be a number above 0'],
  [['40,400', null], [], '`window[0]` is "40,400": it must be { center: '],
  [null, [], '`window` is null: it must be { center: '],
])('refuses the windows %j', (window, names, words) => {
  const options = { window: window as ChannelWindows }
  expect(() => prepareTogether([flair, t1], prepareSlices, options, names)).toThrow(words)
})

test('refuses windows of several channels for one picture', () => {
  const window = [null, null]
  expect(() => prepareTogether([flair], prepareSlices, { window })).toThrow(
    '`window` is a list of 2: here is one picture, grey, in colour or of neighbouring slices. Give one',
  )
})

test('what a model remembers of its windows is read back, and is one for each of its channels', () => {
  const window = [{ center: 40, width: 400 }, null]
  expect(trainedPrepare({ window }, undefined, ['CT', 'PET'])).toEqual({ window })
  expect(trainedPrepare({ type: 'slices', window })).toEqual({ window })
  for (const [prepare, words] of [
    [{ window: [null] }, '`window` is a list of 1: it must have an entry for each of CT, PET'],
    [{ window: [null, { center: 1 }] }, '`window[1].width` is undefined'],
  ] as const)
    expect(() => trainedPrepare(prepare, undefined, ['CT', 'PET'])).toThrow(words)
  expect(() => trainedPrepare({ window }, undefined, [])).toThrow('here is one picture')
})

test('refuses another grid, another number of channels, and neighbours', () => {
  const moved = { ...t1, grid: { ...grid, origin: [0, 0, 5] as const } }
  expect(() => prepareTogether([flair, moved], prepareSlices)).toThrow(
    'channel 1 has voxels that lie up to 5 mm elsewhere',
  )
  expect(() => prepareTogether([flair, t1], prepareSlices, { channels: 4 })).toThrow(
    'there are 2 channels: 4 are wanted.',
  )
  expect(() => prepareTogether([flair, t1], prepareSlices, { neighbours: 1 })).toThrow(
    'neighbours are taken of one',
  )
})
