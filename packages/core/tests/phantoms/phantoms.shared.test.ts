import { expect, it } from 'vitest'
import { makePhantoms, type PhantomKind } from '../../src/phantoms.js'
import { hash } from '../hash.js'

it.each<[PhantomKind, number]>([
  ['oct', 2017948457],
  ['chest', 1360985732],
])('makes %s to the same bits everywhere', (kind, expected) => {
  const arrays = makePhantoms({ kind, count: 6, seed: 2, size: [64, 80] }).flatMap((phantom) => [
    phantom.image.data,
    phantom.labels.data,
    phantom.truth.data,
  ])
  expect(hash(...arrays)).toBe(expected)
})
