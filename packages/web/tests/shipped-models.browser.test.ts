import { segment } from '@spad/core'
import { makePhantoms } from '@spad/core/phantoms'
import { shippedModels } from '@spad/models'
import { beforeAll, expect, test } from 'vitest'
import { loadModelFromUrl } from '../src/index.js'
import { startWasm } from './start-wasm.js'

beforeAll(startWasm)

// where Vite gives out files of the workspace; within `new URL()` it would take them for its own assets
const here = import.meta.url
const addressOf = (name: string): string =>
  `/@fs${new URL(`../../models/weights/${name}/`, here).pathname}`

test.each(Object.keys(shippedModels))('%s answers in a page', async (name) => {
  const { model, metadata } = await loadModelFromUrl(addressOf(name))
  expect(metadata).toHaveProperty('card.name', name)
  const [phantom] = makePhantoms({ kind: name.startsWith('oct') ? 'oct' : 'chest', count: 1 })
  const { data, channels } = (await segment(model, phantom!.image)).probabilities
  for (let pixel = 0; pixel < data.length; pixel += 7 * channels)
    expect(data.subarray(pixel, pixel + channels).reduce((sum, one) => sum + one)).toBeCloseTo(1, 5)
  model.denoiser.dispose()
})
