import { readdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createRandom, segment } from '@spad/core'
import { makePhantoms } from '@spad/core/phantoms'
import { memory } from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { loadModel, shippedModels } from '../src/index.js'
import { onBackend } from './backend.js'

onBackend('wasm')

const weights = fileURLToPath(new URL('../weights', import.meta.url))
const read = (name: string, file: string): string =>
  readFileSync(`${weights}/${name}/${file}`, 'utf8')

test('the table names the folders', () => {
  expect(readdirSync(weights).sort()).toEqual(Object.keys(shippedModels))
})

describe.each(Object.keys(shippedModels))('%s', (name) => {
  // its length and checksums are looked at on the way
  const load = () =>
    loadModel((file) => Promise.resolve(readFileSync(`${weights}/${name}/${file}`)))

  test('is small', () => {
    const files = readdirSync(`${weights}/${name}`)
    const sizes = files.map((file) => statSync(`${weights}/${name}/${file}`).size)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(4e6)
  })

  test('answers with probabilities, on a picture and on noise', async () => {
    const before = memory().numTensors
    const { model } = await load()
    const random = createRandom(1)
    const noise = Float32Array.from({ length: 40 * 56 }, () => random.uniform())
    const phantoms = makePhantoms({ kind: name.startsWith('oct') ? 'oct' : 'chest', count: 1 })
    const pictures = phantoms.map(({ image }) => image)
    for (const image of [...pictures, { data: noise, height: 40, width: 56, channels: 1 }]) {
      const { probabilities, labels } = await segment(model, image)
      expect([labels.height, labels.width]).toEqual([image.height, image.width])
      const classes = probabilities.channels
      for (let pixel = 0; pixel < image.height * image.width; pixel += 7) {
        const of = probabilities.data.subarray(pixel * classes, (pixel + 1) * classes)
        expect(of.reduce((sum, one) => sum + one)).toBeCloseTo(1, 5)
      }
    }
    model.denoiser.dispose()
    expect(memory().numTensors).toBe(before)
  })

  test('is what its card says', async () => {
    const { model, metadata } = await load()
    const card = read(name, 'README.md')
    for (const { name: label, value } of model.classes)
      expect(card).toMatch(new RegExp(`^\\| ${value} +\\| ${label} +\\|$`, 'm'))
    expect(card).toContain(`# ${name}: ${shippedModels[name as keyof typeof shippedModels]}`)
    expect(metadata.data).toMatchObject({ licence: /./, attribution: /./ })
    expect(card.replaceAll('\n', ' ')).toContain(String(metadata.data?.attribution))
    const { labels } = JSON.parse(read(name, 'dataset.json')) as { labels: Record<string, number> }
    expect(Object.entries(labels)).toEqual(model.classes.map((one) => [one.name, one.value]))
    model.denoiser.dispose()
  })

  test.each(['model.json', 'dataset.json', 'README.md'])('%s names no place', (file) => {
    expect(read(name, file)).not.toMatch(/"(\/|[A-Za-z]:\\)|\/(home|Users|root|tmp|work)\//)
  })
})
