import { expect, test } from 'vitest'
import type { NamedFile } from '@spad/core'
import { type Expected, PARTNERS, testFixtures } from './fixture-table.js'

const answer = await fetch('/medical/expected.json')
const { files } = (await answer.json()) as { files?: Record<string, Expected> }
const expected = files ?? {}

const one = async (path: string): Promise<NamedFile> => ({
  name: path.split('/').at(-1)!,
  bytes: new Uint8Array(await (await fetch(`/medical/${path}`)).arrayBuffer()),
})

function load(path: string): Promise<NamedFile[]> {
  const { order } = expected[path]!
  const partner = PARTNERS[path]
  if (order) return Promise.all(order.map((name) => one(`${path}/${name}`)))
  return Promise.all([path, ...(partner === undefined ? [] : [partner])].map(one))
}

async function hash(values: Float64Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', Float64Array.from(values))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

test('the fixtures are served, all or none', () => {
  expect([0, 74]).toContain(Object.keys(expected).length)
})

testFixtures({ expected, load, hash })
