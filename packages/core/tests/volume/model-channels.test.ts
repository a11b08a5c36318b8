import { expect, test } from 'vitest'
import { modelChannels } from '../../src/volume/model-channels.js'
import type { Grid, Scan } from '../../src/index.js'

const grid: Grid = {
  size: [2, 1, 1],
  spacing: [1, 1, 1],
  origin: [0, 0, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
}
const scan = (channels: number, more: Partial<Scan> = {}): Scan => ({
  grid,
  data: Uint8Array.from({ length: 2 * channels }, (_, i) => i),
  channels,
  ...more,
})
const picture = { channels: 3, channelNames: [] }
const sequences = { channels: 3, channelNames: ['T1', 'T2', 'FLAIR'] }

test('sequences of one file become channels, colours stay together', () => {
  const three = modelChannels(scan(3), sequences)
  expect(three.map(({ data }) => [...data])).toEqual([
    [0, 3],
    [1, 4],
    [2, 5],
  ])
  const colours = scan(3, { colour: true })
  expect(modelChannels(colours, picture)).toEqual([colours])
  expect(modelChannels(scan(1), picture)).toEqual([scan(1)])
})

test('one of several channels is looked at where it is said, or was usual', () => {
  const data = (options: object): number[] => [
    ...(modelChannels(scan(4), { ...picture, ...options })[0].data as Uint8Array),
  ]
  expect(data({ channel: 2 })).toEqual([2, 6])
  expect(data({ usualChannel: 1 })).toEqual([1, 5])
  expect(data({ usualChannel: 1, channel: 0 })).toEqual([0, 4])
  const alone = scan(1)
  expect(modelChannels(alone, { ...picture, usualChannel: 3 })).toEqual([alone])
  expect(() => modelChannels(scan(4), { ...picture, channel: 4 })).toThrow(
    '`channel` is 4: the scan has 4, counted from 0.',
  )
  expect(() => modelChannels(alone, { ...picture, channel: 1 })).toThrow(
    '`channel` is 1: the scan has 1.',
  )
})

test('what was learnt of colours is not asked of sequences, nor the other way round', () => {
  expect(() => modelChannels(scan(3), picture)).toThrow(
    'it has 3 channels, such as sequences or times: the model takes one picture, grey or in colour. ' +
      'Say which by `channel`, counted from 0.',
  )
  expect(() => modelChannels([scan(1), scan(1)], { channels: 1, channelNames: [] })).toThrow(
    'it has 2 channels',
  )
  expect(() => modelChannels(scan(3, { colour: true }), sequences)).toThrow(
    'it is in colour: the model takes T1, T2, FLAIR.',
  )
  expect(() => modelChannels(scan(1), sequences)).toThrow('it has one channel: the model takes T1')
})
