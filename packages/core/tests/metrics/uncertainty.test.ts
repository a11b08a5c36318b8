import { describe, expect, it } from 'vitest'
import { createRandom, type LabelMap, type Raster, uncertaintyMeter } from '../../src/index.js'
import { map } from './maps.js'

const row = (...values: number[]): Raster => ({
  data: Float32Array.from(values),
  height: 1,
  width: values.length,
  channels: 1,
})

describe('uncertaintyMeter', () => {
  it('says what share of the wrong pixels is among the least sure', () => {
    const meter = uncertaintyMeter({ share: 0.25 })
    // two of eight pixels are looked at: both are wrong, and a third wrong one is missed
    meter.add(map('00001111'), map('00011000'), row(0, 0.1, 0.2, 0.9, 0, 0.3, 0.25, 0.8))
    const { flagged, risk, pixels } = meter.result()
    expect(pixels).toBe(8)
    expect(risk).toBe(4 / 8)
    expect(flagged).toBeCloseTo(2 / 4, 12)
  })

  it('agrees with sorting every pixel of every case', () => {
    const random = createRandom(3)
    const meter = uncertaintyMeter()
    const all: { unsure: number; wrong: number }[] = []
    for (let image = 0; image < 3; image++) {
      const unsure = Array.from({ length: 400 }, () => random.uniform() ** 4)
      const wrong = unsure.map((value) => Number(random.uniform() < 0.1 + 0.6 * value))
      meter.add(blank(400), labels(wrong), row(...unsure))
      unsure.forEach((value, i) => all.push({ unsure: value, wrong: wrong[i]! }))
    }
    const naive = bySorting(all)
    const { flagged, auroc, aurc, curve } = meter.result()
    expect(flagged).toBeCloseTo(naive.flagged, 6)
    expect(auroc).toBeCloseTo(naive.auroc, 3)
    expect(aurc).toBeCloseTo(naive.aurc, 3)
    expect(curve.at(-1)).toEqual({ coverage: 1, risk: naive.risk })
    expect(curve[9]?.risk).toBeCloseTo(naive.halfRisk, 3)
  })

  it('is a guess where every pixel is equally sure', () => {
    const meter = uncertaintyMeter({ share: 0.1 })
    meter.add(map('0011'), map('0101'), row(0.5, 0.5, 0.5, 0.5))
    const { auroc, flagged, aurc } = meter.result()
    expect(auroc).toBe(0.5)
    expect(flagged).toBeCloseTo(0.1, 12)
    expect(aurc).toBeCloseTo(0.5, 12)
  })

  it('tells small uncertainties apart', () => {
    const meter = uncertaintyMeter()
    meter.add(map('0000'), map('0001'), row(0, 1e-9, 2e-9, 3e-9))
    expect(meter.result().auroc).toBe(1)
  })

  it('has no share of wrong pixels where none is wrong', () => {
    const meter = uncertaintyMeter()
    meter.add(map('01'), map('01'), row(0, 1))
    expect(meter.result()).toMatchObject({ flagged: null, auroc: null, aurc: 0, risk: 0 })
  })

  it('refuses what it cannot measure', () => {
    expect(() => uncertaintyMeter({ share: 0 })).toThrow('`share` is 0: it must be')
    expect(() => uncertaintyMeter().result()).toThrow('`result` was called before `add`')
    expect(() => {
      uncertaintyMeter().add(map('01'), map('01'), row(0))
    }).toThrow('`uncertainty` is 1×1 (height×width) and `truth` is 1×2')
    expect(() => {
      uncertaintyMeter().add(map('01'), map('01'), row(0, -1))
    }).toThrow('`uncertainty` has the value -1: it must be a finite number of at least 0.')
    expect(() => {
      uncertaintyMeter().add(map('01'), map('01'), { ...row(0, 1), channels: 2 })
    }).toThrow('`channels` of `uncertainty` is 2: it must be 1.')
  })
})

function blank(pixels: number): LabelMap {
  return { data: new Uint8Array(pixels), height: 1, width: pixels }
}

function labels(values: number[]): LabelMap {
  return { data: Uint8Array.from(values), height: 1, width: values.length }
}

/** The definitions, one pixel after the other. */
function bySorting(all: readonly { unsure: number; wrong: number }[]) {
  const sorted = [...all].sort((a, b) => a.unsure - b.unsure)
  const total = sorted.reduce((sum, { wrong }) => sum + wrong, 0)
  const risks = sorted.map(
    (_, i) => sorted.slice(0, i + 1).reduce((sum, { wrong }) => sum + wrong, 0) / (i + 1),
  )
  const wrongs = sorted.flatMap(({ wrong }, rank) => (wrong ? [rank] : []))
  const inOrder = wrongs.reduce((sum, rank, i) => sum + rank - i, 0)
  const shown = sorted.slice(sorted.length * 0.95)
  return {
    risk: total / sorted.length,
    flagged: shown.reduce((sum, { wrong }) => sum + wrong, 0) / total,
    auroc: inOrder / (total * (sorted.length - total)),
    aurc: risks.reduce((sum, risk) => sum + risk, 0) / risks.length,
    halfRisk: risks[sorted.length / 2 - 1]!,
  }
}
