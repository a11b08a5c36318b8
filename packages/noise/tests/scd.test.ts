import { dispose, memory, tensor4d } from '@tensorflow/tfjs-core'
import { createRandom } from '@spad/core'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { scd, scdRegions } from '../src/index.js'
import { contextOf, disposeBatch, makeBatch, momentsOf, square, useCpu, valuesOf } from './batch.js'

beforeAll(useCpu)

test('noises the target outside of the anchors and nothing else', async () => {
  const batch = makeBatch([3, 32, 32], square, { channels: 3 })
  const { foreground, anchors, perturbed } = scdRegions(batch, contextOf())
  const noisy = scd()(batch, contextOf({ scd: 1 }))
  const [before, after] = [await valuesOf(batch.image), await valuesOf(noisy.image)]
  const hit = await valuesOf(perturbed)
  expect(after.map((value, i) => value !== before[i])).toEqual(
    after.map((_, i) => hit[Math.floor(i / 3)] === 1),
  )
  expect(hit).toContain(1)
  expect(await valuesOf(anchors)).toContain(1)
  expect(noisy.target).toBe(batch.target)
  expect(noisy.weight).toBe(batch.weight)
  dispose([foreground, anchors, perturbed, noisy.image])
  disposeBatch(batch)
})

test('keeps unit variance; the strength differs between samples and scales with the intensity', async () => {
  const batch = makeBatch([24, 32, 32], () => 1)
  const whole = scd({ keep: 0 })
  const strengths: number[] = []
  for (const lambda of [1, 0.5]) {
    const noisy = whole(batch, contextOf({ scd: lambda }))
    const [before, after] = [await valuesOf(batch.image), await valuesOf(noisy.image)]
    expect(momentsOf(after).deviation).toBeCloseTo(1, 1)
    // v′ = √(1 − g²) v + g ε correlates with v by √(1 − g²)
    for (let sample = 0; sample < 24; sample++) {
      const at = (values: number[]) => values.slice(sample * 1024, (sample + 1) * 1024)
      const [v, w] = [at(before), at(after)]
      const correlation = v.reduce((sum, value, i) => sum + value * (w[i] ?? 0), 0) / 1024
      strengths.push(Math.sqrt(Math.max(0, 1 - Math.min(1, correlation) ** 2)))
    }
    noisy.image.dispose()
  }
  disposeBatch(batch)
  const [full, half] = [strengths.slice(0, 24), strengths.slice(24)]
  expect(Math.max(...full)).toBeGreaterThan(0.85)
  expect(Math.min(...full)).toBeLessThan(0.4)
  expect(Math.max(...half)).toBeLessThan(0.65)
})

describe('anchors', () => {
  test('are whole blocks of a grid whose offset differs between samples', async () => {
    const side = 4
    const batch = makeBatch([12, 32, 32], () => 1)
    const regions = scdRegions(batch, contextOf(), { blockSize: side })
    const anchors = await valuesOf(regions.anchors)
    const offsets = new Set<string>()
    for (let sample = 0; sample < 12; sample++) {
      const at = (y: number, x: number) => anchors[(sample * 32 + y) * 32 + x]
      const fits = (top: number, left: number) => {
        for (let y = 0; y < 32; y++)
          for (let x = 0; x < 32; x++) {
            const [v, u] = [y - ((y + top) % side), x - ((x + left) % side)]
            if (at(y, x) !== at(Math.max(0, v), Math.max(0, u))) return false
          }
        return true
      }
      const found = Array.from({ length: side * side }, (_, i) => i).filter((i) =>
        fits(Math.floor(i / side), i % side),
      )
      expect(found).toHaveLength(1)
      offsets.add(String(found[0]))
    }
    expect(offsets.size).toBeGreaterThan(3)
    dispose({ ...regions })
    disposeBatch(batch)
  })

  test.each([0, 0.2, 0.5, 1])('cover the share %s of the target', async (keep) => {
    const batch = makeBatch([8, 48, 48], () => 1)
    const regions = scdRegions(batch, contextOf(), { keep, blockSize: 2 })
    const share = momentsOf(await valuesOf(regions.anchors)).mean
    expect(Math.abs(share - keep)).toBeLessThan(0.03)
    dispose({ ...regions })
    disposeBatch(batch)
  })

  test('have a twelfth of the shorter side by default', async () => {
    const batch = makeBatch([1, 96, 120], () => 1)
    const usual = scdRegions(batch, contextOf())
    const stated = scdRegions(batch, contextOf(), { blockSize: 8 })
    expect(await valuesOf(usual.anchors)).toEqual(await valuesOf(stated.anchors))
    dispose([{ ...usual }, { ...stated }])
    disposeBatch(batch)
  })

  test('and the perturbed part make up the target, whatever the options', async () => {
    const property = fc.asyncProperty(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 30 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(),
      async (height, width, blockSize, keep, seed) => {
        const batch = makeBatch([2, height, width], (s, y, x) => (s + y * x) % 3, { classes: 3 })
        const regions = scdRegions(
          batch,
          { random: createRandom(seed) },
          { blockSize, keep, target: [2] },
        )
        const truth = (await valuesOf(batch.target)).filter((_, i) => i % 3 === 2)
        const [anchors, perturbed] = [
          await valuesOf(regions.anchors),
          await valuesOf(regions.perturbed),
        ]
        expect(await valuesOf(regions.foreground)).toEqual(truth)
        expect(anchors.map((value, i) => value + (perturbed[i] ?? NaN))).toEqual(truth)
        expect(anchors.every((value) => value === 0 || value === 1)).toBe(true)
        dispose({ ...regions })
        disposeBatch(batch)
      },
    )
    await fc.assert(property, { numRuns: 40 })
  })
})

test('a soft mask counts as target above one half', async () => {
  const batch = {
    ...makeBatch([1, 1, 4], () => 0),
    target: tensor4d([0.9, 0.1, 0.5, 0.5, 0.49, 0.51, 0, 1], [1, 1, 4, 2]),
  }
  const regions = scdRegions(batch, contextOf())
  expect(await valuesOf(regions.foreground)).toEqual([0, 0, 1, 1])
  dispose({ ...regions })
  disposeBatch(batch)
})

test('at intensity 0 the batch comes back as it is, at no cost', () => {
  const batch = makeBatch([1, 8, 8], square)
  const context = contextOf({ scd: 0 })
  const before = [memory().numTensors, JSON.stringify(context.random.state())]
  expect(scd()(batch, context)).toBe(batch)
  expect([memory().numTensors, JSON.stringify(context.random.state())]).toEqual(before)
  disposeBatch(batch)
})

test('leaves behind what it returns, outside of tidy too', () => {
  const batch = makeBatch([2, 8, 8], square, { state: true })
  const before = memory().numTensors
  const noisy = scd({ on: ['image', 'state'] })(batch, contextOf({ scd: 1 }))
  expect(memory().numTensors - before).toBe(2)
  dispose([noisy.image, noisy.state ?? []])
  disposeBatch(batch)
})

describe('errors', () => {
  test.each([
    [{ keep: 1.5 }, '`keep` is 1.5: it must be a number from 0 to 1.'],
    [{ keep: NaN }, '`keep` is NaN: it must be a number from 0 to 1.'],
    [{ blockSize: 0 }, '`blockSize` is 0: it must be an integer of at least 1.'],
    [{ blockSize: 2.5 }, '`blockSize` is 2.5: it must be an integer of at least 1.'],
    [{ on: [] }, "`on` is empty: it must hold 'image', 'state' or both."],
    [{ on: ['target'] }, "`on` holds \"target\": it must be of 'image' and 'state'."],
    [{ target: [] }, "`target` is []: it must be 'foreground' or class indices."],
    [{ target: 'lung' }, '`target` is "lung": it must be \'foreground\' or class indices.'],
    [{ target: [-1] }, '`target` is -1: it must be an integer of at least 0.'],
  ])('%j', (options, message) => {
    expect(() => scd(options as never)).toThrow(`[@spad/noise] ${message}`)
  })

  test('a class that is not there, a state that is not there, an intensity out of range', () => {
    const batch = makeBatch([1, 4, 4], square)
    const full = contextOf({ scd: 1 })
    const run = (...[options, context]: [Parameters<typeof scd>[0], typeof full]) =>
      expect(() => scd(options)(batch, context))
    const before = memory().numTensors
    run({ target: [1, 2] }, full).toThrow(
      '[@spad/noise] `target` holds 2: the masks have the classes 0 to 1.',
    )
    run({ on: ['state'] }, full).toThrow(
      "[@spad/noise] `on` holds 'state', but the batch has none: put `maskDiffusion` first.",
    )
    run({}, contextOf({ bcd: 1, gaussian: 0 })).toThrow(
      '[@spad/noise] `intensity.scd` is missing: the progress schedule gives bcd, gaussian. Give it a curve for `scd`',
    )
    run({}, contextOf({})).toThrow('the progress schedule gives none.')
    run({}, contextOf({ scd: 1.1 })).toThrow(
      '[@spad/noise] `intensity.scd` is 1.1: it must be from 0 to 1.',
    )
    run({}, contextOf({ scd: NaN })).toThrow('`intensity.scd` is NaN: it must be from 0 to 1.')
    expect(memory().numTensors).toBe(before)
    disposeBatch(batch)
  })
})
