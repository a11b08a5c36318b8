import { describe, expect, it } from 'vitest'
import type { LabelMap, Raster } from '../../src/index.js'
import {
  makePhantoms,
  phantomClasses,
  phantomDataset,
  type PhantomKind,
} from '../../src/phantoms.js'

const kinds: readonly PhantomKind[] = ['oct', 'chest']

function dice(one: LabelMap, other: LabelMap, label: number): number {
  let both = 0
  let sum = 0
  one.data.forEach((value, i) => {
    const a = value === label
    const b = other.data[i] === label
    if (a && b) both++
    sum += Number(a) + Number(b)
  })
  return sum === 0 ? 1 : (2 * both) / sum
}

function below(image: Raster, threshold: number): LabelMap {
  return { ...image, data: Uint8Array.from(image.data, (value) => Number(value < threshold)) }
}

describe.each(kinds)('makePhantoms %s', (kind) => {
  const phantoms = makePhantoms({ kind, count: 12, seed: 3 })

  it('makes samples with values in range and known classes', () => {
    const classes = phantomClasses(kind).length
    for (const { image, labels, truth } of phantoms) {
      expect(image.data.every((value) => value >= 0 && value <= 1)).toBe(true)
      for (const map of [labels, truth]) {
        expect(map).toMatchObject({ height: image.height, width: image.width })
        expect(map.data.every((label) => label < classes)).toBe(true)
      }
    }
  })

  it('shows every class somewhere', () => {
    const seen = new Set(phantoms.flatMap(({ truth }) => [...new Set(truth.data)]))
    expect([...seen].sort()).toEqual(phantomClasses(kind).map((_, label) => label))
  })

  it('makes the same again, whatever the count', () => {
    expect(makePhantoms({ kind, count: 3, seed: 3 })).toEqual(phantoms.slice(0, 3))
  })

  it('differs by seed and index', () => {
    const other = makePhantoms({ kind, count: 1, seed: 4 })[0]
    expect(other?.image.data).not.toEqual(phantoms[0]?.image.data)
    expect(phantoms[1]?.truth.data).not.toEqual(phantoms[0]?.truth.data)
  })

  it('annotates near the truth, but not on it', () => {
    for (let label = 1; label < phantomClasses(kind).length; label++) {
      const scores = phantoms
        .filter(({ truth }) => truth.data.includes(label))
        .map(({ truth, labels }) => dice(truth, labels, label))
      const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length
      expect(mean).toBeGreaterThan(0.6)
      expect(mean).toBeLessThan(0.98)
    }
  })

  it('annotates the truth itself without ambiguity', () => {
    for (const { truth, labels } of makePhantoms({ kind, count: 2, ambiguity: 0 }))
      expect(labels).toEqual(truth)
  })

  it('is no matter of a threshold', () => {
    let best = 0
    for (let threshold = 0.02; threshold < 0.8; threshold += 0.02) {
      const scores = phantoms.map(({ image, truth }) => dice(below(image, threshold), truth, 1))
      best = Math.max(best, scores.reduce((sum, score) => sum + score, 0) / scores.length)
    }
    expect(best).toBeLessThan(0.85)
  })

  it('takes another size', () => {
    const [phantom] = makePhantoms({ kind, count: 1, size: [40, 72] })
    expect(phantom?.image).toMatchObject({ height: 40, width: 72, channels: 1 })
    expect(phantom?.name).toBe(`${kind}-000`)
  })
})

describe('phantomDataset', () => {
  const data = phantomDataset({ kind: 'oct', count: 3, seed: 1, size: [32, 48] })
  const phantoms = makePhantoms({ kind: 'oct', count: 3, seed: 1, size: [32, 48] })

  it('reads annotated cases, and the truth apart', async () => {
    expect(data.names).toEqual(['oct-000', 'oct-001', 'oct-002'])
    expect(data.classes.map(({ name }) => name)).toEqual(['background', 'fluid', 'drusen'])
    const { name, image, labels } = phantoms[2] ?? {}
    expect(await data.read(2)).toEqual({ name, image, labels })
    expect(await data.truth.read(2)).toEqual({ name, image, labels: phantoms[2]?.truth })
  })

  it('refuses a case that there is not', async () => {
    await expect(data.read(3)).rejects.toThrow(
      '[@spad/core] `index` is 3: there are 3 phantoms, from 0.',
    )
  })
})

describe('bad options', () => {
  it.each<[Record<string, unknown>, string]>([
    [{ kind: 'mri' }, '`kind` is "mri": there are oct, chest.'],
    [{ count: -1 }, '`count` is -1: it must be an integer of at least 0.'],
    [{ size: [8, 64] }, '`height` is 8: it must be an integer of at least 16.'],
    [{ size: [64, 20.5] }, '`width` is 20.5: it must be an integer of at least 16.'],
    [{ ambiguity: -1 }, '`ambiguity` is -1: it must be a number from 0 to 1.'],
    [{ seed: 0.5 }, '`seed` is 0.5: it must be an integer from 0 to 9007199254740991.'],
  ])('refuses %j', (options, message) => {
    expect(() => makePhantoms({ kind: 'oct', count: 1, ...options })).toThrow(
      `[@spad/core] ${message}`,
    )
  })
})
