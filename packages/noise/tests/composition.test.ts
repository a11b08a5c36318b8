import { dispose, memory } from '@tensorflow/tfjs-core'
import type { Noise } from '@spad/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { bcd, cleanShare, compose, decoys, gaussian, maskDiffusion, scd } from '../src/index.js'
import {
  contextOf,
  disposeBatch,
  type Labels,
  makeBatch,
  square,
  useCpu,
  valuesOf,
} from './batch.js'

beforeAll(useCpu)

const identity: Noise = (batch) => batch

describe('compose', () => {
  test('applies from left to right', async () => {
    const batch = makeBatch([1, 16, 16], square)
    const seen: string[] = []
    const named =
      (name: string): Noise =>
      (given) => {
        seen.push(name)
        return given
      }
    expect(compose(named('a'), named('b'))(batch, contextOf())).toBe(batch)
    expect(seen).toEqual(['a', 'b'])
    disposeBatch(batch)
    await Promise.resolve()
  })

  test('one noise does not shift the numbers of the next', async () => {
    const batch = makeBatch([2, 32, 32], square)
    const context = contextOf({ scd: 1, gaussian: 0 })
    const alone = compose(identity, scd())(batch, context)
    const after = compose(gaussian(), scd())(batch, context)
    expect(await valuesOf(after.image)).toEqual(await valuesOf(alone.image))
    const twice = compose(scd(), scd())(batch, context)
    expect(await valuesOf(twice.image)).not.toEqual(await valuesOf(alone.image))
    dispose([alone.image, after.image, twice.image])
    disposeBatch(batch)
  })

  test('frees what lies between', () => {
    const batch = makeBatch([2, 16, 16], square)
    const before = memory().numTensors
    const noisy = compose(
      scd(),
      bcd(),
      gaussian(),
    )(batch, contextOf({ scd: 1, bcd: 1, gaussian: 1 }))
    expect(memory().numTensors - before).toBe(3)
    dispose([noisy.image, noisy.target, noisy.weight])
    disposeBatch(batch)
  })
})

/** Even samples have their target on the left, odd ones on the right. */
const sides: Labels = (sample, _, x) => Number(sample % 2 === 0 ? x < 4 : x >= 12)

describe('decoys', () => {
  /** Whether the left and the right quarter of each sample were changed. */
  async function changed(noise: Noise, samples = 4): Promise<string[]> {
    const batch = makeBatch([samples, 8, 16], sides)
    const noisy = noise(batch, contextOf({ scd: 1 }))
    const [before, after] = [await valuesOf(batch.image), await valuesOf(noisy.image)]
    expect(noisy.target).toBe(batch.target)
    expect(noisy.weight).toBe(batch.weight)
    const found = Array.from({ length: samples }, (_, sample) => {
      const places = new Set<string>()
      for (let i = sample * 128; i < (sample + 1) * 128; i++)
        if (before[i] !== after[i]) places.add(i % 16 < 4 ? 'left' : i % 16 >= 12 ? 'right' : '?')
      return [...places].sort().join(' ')
    })
    noisy.image.dispose()
    disposeBatch(batch)
    return found
  }
  const whole = scd({ keep: 0 })

  test("the noise lies on another sample's target too", async () => {
    expect(await changed(whole)).toEqual(['left', 'right', 'left', 'right'])
    expect(await changed(decoys(whole, { share: 1 }))).toEqual(Array(4).fill('left right'))
    expect(await changed(decoys(whole, { share: 0 }))).toEqual(['left', 'right', 'left', 'right'])
  })

  test('a share of the samples gets one', async () => {
    const found = await changed(decoys(whole, { share: 0.5 }), 40)
    const lured = found.filter((places) => places === 'left right').length
    expect(lured).toBeGreaterThan(10)
    expect(lured).toBeLessThan(30)
  })

  test('a batch of one has none', async () => {
    expect(await changed(decoys(whole, { share: 1 }), 1)).toEqual(['left'])
  })

  test('target and weight are those of the noise itself', async () => {
    const batch = makeBatch([2, 16, 16], sides)
    const context = contextOf({ bcd: 1 })
    const noisy = decoys(bcd(), { share: 1 })(batch, context)
    const plain = bcd()(batch, context)
    expect(await valuesOf(noisy.target)).toEqual(await valuesOf(plain.target))
    expect(await valuesOf(noisy.weight)).toEqual(await valuesOf(plain.weight))
    dispose([noisy, plain].flatMap(({ image, target, weight }) => [image, target, weight]))
    disposeBatch(batch)
  })

  test('a state made inside stays that of the own target', async () => {
    const batch = makeBatch([2, 8, 16], sides)
    const inner = compose(maskDiffusion({ noiseSchedule: () => 1 }), whole)
    const noisy = decoys(inner, { share: 1 })(batch, contextOf({ scd: 1 }))
    const y = await valuesOf(batch.target)
    const state = noisy.state ? await valuesOf(noisy.state) : []
    expect(state.map((value) => Math.round(value))).toEqual(y.map((value) => 2 * value - 1))
    dispose([noisy.image, noisy.state ?? [], noisy.timestep ?? []])
    disposeBatch(batch)
  })

  test('a share out of range is refused', () => {
    expect(() => decoys(scd(), { share: 2 })).toThrow(
      '[@spad/noise] `share` is 2: it must be a number from 0 to 1.',
    )
  })
})

describe('cleanShare', () => {
  test('leaves whole samples as they were', async () => {
    const batch = makeBatch([30, 8, 16], sides, { state: true })
    const context = contextOf({ scd: 1, bcd: 1 })
    const both = ['image', 'state'] as const
    const noise = compose(scd({ on: both, keep: 0 }), bcd({ noise: both }))
    const noisy = cleanShare(noise, 0.5)(batch, context)
    const untouched = await Promise.all(
      (['image', 'target', 'weight', 'state'] as const).map(async (key) => {
        const [before, after] = [batch[key], noisy[key]]
        const [left, right] = [before && (await valuesOf(before)), after && (await valuesOf(after))]
        const size = (left?.length ?? 0) / 30
        return Array.from({ length: 30 }, (_, sample) =>
          Array.from({ length: size }, (_, i) => sample * size + i).every(
            (i) => left?.[i] === right?.[i],
          ),
        )
      }),
    )
    const [first = []] = untouched
    expect(untouched).toEqual([first, first, first, first])
    const clean = first.filter(Boolean).length
    expect(clean).toBeGreaterThan(7)
    expect(clean).toBeLessThan(23)
    dispose([noisy.image, noisy.target, noisy.weight, noisy.state ?? []])
    disposeBatch(batch)
  })

  test('of 1 is the identity, of 0 the noise', async () => {
    const batch = makeBatch([4, 8, 16], sides)
    const context = contextOf({ scd: 1 })
    expect(cleanShare(scd(), 1)(batch, context).image).toBe(batch.image)
    const noisy = cleanShare(scd({ keep: 0 }), 0)(batch, context)
    expect(await valuesOf(noisy.image)).not.toEqual(await valuesOf(batch.image))
    noisy.image.dispose()
    disposeBatch(batch)
  })

  test('keeps a state that the noise made', () => {
    const batch = makeBatch([4, 8, 16], sides)
    const noise = cleanShare(maskDiffusion({ noiseSchedule: (t) => 1 - t }), 1)
    const noisy = noise(batch, contextOf())
    expect(noisy.state?.shape).toEqual(batch.target.shape)
    expect(noisy.timestep?.shape).toEqual([4])
    dispose([noisy.state ?? [], noisy.timestep ?? []])
    disposeBatch(batch)
  })

  test('a share out of range is refused', () => {
    expect(() => cleanShare(scd(), -1)).toThrow(
      '[@spad/noise] `share` is -1: it must be a number from 0 to 1.',
    )
  })
})
