import { expect, test } from 'vitest'
import { testFixtures } from './fixture-table.js'
import { expected, fixture, hashOf, haveFixtures } from './fixtures.js'

test.runIf(haveFixtures)('there are 74 fixtures', () => {
  expect(Object.keys(expected)).toHaveLength(74)
})

testFixtures({ expected, load: fixture, hash: hashOf })
