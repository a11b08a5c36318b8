import { expect, test } from 'vitest'
import {
  type Grid,
  inWords,
  prepareSlices,
  prepareTogether,
  type Scan,
  splitChannels,
} from '../../src/index.js'

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
