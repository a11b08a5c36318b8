import { describe, expect, test } from 'vitest'
import {
  argmaxLabels,
  choosePreference,
  createRandom,
  preferred,
  type Probable,
  type Raster,
  resizeRaster,
} from '../../src/index.js'

const SIDE = 16
const clear = { worth: 0.005, least: 8 }

/** A square that is class 1; the network is sure by `inside` within it and by `outside` without. */
function caseOf(seed: number, inside: number, outside: number): Probable {
  const random = createRandom(seed)
  const truth = new Uint8Array(SIDE * SIDE)
  const data = new Float32Array(SIDE * SIDE * 2)
  for (let i = 0; i < truth.length; i++) {
    const there = i % SIDE > 5 && Math.floor(i / SIDE) > 6
    truth[i] = Number(there)
    const sure = (there ? inside : outside) * (0.9 + 0.2 * random.uniform())
    data.set([1 - sure, sure], 2 * i)
  }
  const size = { height: SIDE, width: SIDE }
  return { truth: { data: truth, ...size }, probabilities: { data, ...size, channels: 2 } }
}

async function* all(cases: readonly Probable[]): AsyncGenerator<Probable> {
  for (const one of cases) yield await Promise.resolve(one)
}

const ten = (inside: number, outside: number): Probable[] =>
  Array.from({ length: 10 }, (_, i) => caseOf(i, inside, outside))

describe('chooses', () => {
  test('a factor for a class of which the network is too unsure', async () => {
    const cases = ten(0.4, 0.05)
    const chosen = await choosePreference(() => all(cases), 2, { clear })
    // 0.4 ± 10 % counts twice against what is left: 0.72 to 0.88 against 0.56 to 0.64
    expect(chosen?.preference).toEqual([1, 2])
    expect(chosen?.before).toBe(0)
    expect(chosen?.after).toBe(1)
  })

  test('a fraction for one that is found too often', async () => {
    const chosen = await choosePreference(() => all(ten(0.85, 0.6)), 2, { clear })
    expect(chosen?.preference).toEqual([1, 0.5])
  })

  test('nothing where nothing helps, or cases are few', async () => {
    expect(await choosePreference(() => all(ten(0.9, 0.1)), 2, { clear })).toBeUndefined()
    const few = ten(0.4, 0.05).slice(0, 7)
    expect(await choosePreference(() => all(few), 2, { clear })).toBeUndefined()
  })

  test('nothing by what nobody looked for', async () => {
    const cases = ten(0.4, 0.05).map((one) => ({ ...one, unknown: [1] }))
    expect(await choosePreference(() => all(cases), 2, { clear })).toBeUndefined()
  })
})

test('a preference is the same before and after resizing, to the bit', () => {
  const random = createRandom(3)
  const data = Float32Array.from({ length: 7 * 5 * 3 }, () => random.uniform())
  const small: Raster = { data, height: 7, width: 5, channels: 3 }
  const preference = [1, 4, 0.25]
  const before = resizeRaster(preferred(small, preference), 31, 22)
  const after = preferred(resizeRaster(small, 31, 22), preference)
  expect(before).toEqual(after)
  expect(argmaxLabels(before)).toEqual(argmaxLabels(after))
})
