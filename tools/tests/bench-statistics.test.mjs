// @ts-check
import { expect, test } from 'vitest'
import { linesOf } from '../bench/statistics.mjs'

const turns = (/** @type {number[]} */ ...ms) => ms.map((cpu) => ({ cpu, wall: 2 * cpu }))

test('a ratio is the median of the quotients round by round; a peer has none', () => {
  const times = { ours: turns(10, 30, 20), theirs: turns(10, 10, 10) }
  const lines = linesOf(times, () => ['theirs', 'absent'], 'cpu')
  expect(lines).toEqual([
    {
      who: 'ours',
      clock: 'cpu',
      median: 20,
      spread: [15, 25],
      wall: 40,
      peer: 'theirs',
      ratio: 2,
      ratioSpread: [1.5, 2.5],
    },
    {
      who: 'theirs',
      clock: 'cpu',
      median: 10,
      spread: [10, 10],
      wall: 20,
      peer: null,
      ratio: null,
    },
  ])
})

test('who has no peer still has its line', () => {
  expect(linesOf({ ours: turns(3) }, () => [], 'wall')).toMatchObject([{ median: 6, peer: null }])
})
