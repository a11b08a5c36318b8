import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  affine,
  type Augment,
  type AugmentConfig,
  augmentFromConfig,
  blur,
  composeAugment,
  createRandom,
  defaultAugment,
  elastic,
  flip,
  gaussianNoise,
  geometricAugment,
  type Sample,
} from '../../src/index.js'
import { labelledSample, noisySample } from './sample.js'

const seeds = fc.nat({ max: 2 ** 32 })
const always = { probability: 1 }
const movements: Record<string, Augment> = {
  flip: flip({ horizontal: 0.5, vertical: 0.5 }),
  affine: affine(always),
  elastic: elastic(always),
  all: composeAugment(flip(), affine(always), elastic(always)),
}

/** The share of pixels whose image value, rounded to the nearest class, is their label. */
function agreement({ image, labels }: Sample): number {
  const same = labels.data.filter((label, i) => Math.round(2 * (image.data[i] ?? 0)) === label)
  return same.length / labels.data.length
}

describe('geometric augmentation', () => {
  it.each(Object.entries(movements))('%s keeps image and labels aligned', (_, augment) => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const sample = labelledSample(createRandom(seed))
        const moved = augment(sample, createRandom(seed))
        // on edges the interpolated image passes through other classes' values
        expect(agreement(moved)).toBeGreaterThan(0.94)
      }),
    )
  })

  it.each(Object.entries(movements))('%s makes no class and no value', (_, augment) => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(1, 3), (seed, channels) => {
        const sample = labelledSample(createRandom(seed), 17, 23, channels)
        const before = structuredClone(sample)
        const moved = augment(sample, createRandom(seed))
        expect(sample).toEqual(before)
        const classes = new Set(sample.labels.data)
        expect(moved.labels.data.every((label) => classes.has(label))).toBe(true)
        expect(moved.image.data.every((value) => value >= 0 && value <= 1)).toBe(true)
        expect(moved.image).toMatchObject({ height: 17, width: 23, channels })
        expect(moved.name).toBe(sample.name)
      }),
    )
  })

  it('resamples once, however many movements there are', () => {
    const half = geometricAugment(() => ({ x }) => {
      for (let i = 0; i < x.length; i++) x[i] = (x[i] ?? 0) + 0.5
    })
    const sample = noisySample(createRandom(1))
    const twice = composeAugment(half, half)(sample, createRandom(0))
    // two half steps make a whole one, so nothing is interpolated
    for (let x = 0; x < sample.image.width - 1; x++)
      expect(twice.image.data[x]).toBe(sample.image.data[x + 1])
    expect(twice.image.data[sample.image.width - 1]).toBe(sample.image.data[sample.image.width - 1])
  })

  it('applies movements in the order given', () => {
    const shift = geometricAugment(() => ({ x }) => {
      for (let i = 0; i < x.length; i++) x[i] = (x[i] ?? 0) + 3
    })
    const mirror = flip({ horizontal: 1 })
    const sample = noisySample(createRandom(2))
    const random = createRandom(0)
    const together = composeAugment(shift, mirror)(sample, random)
    expect(together).toEqual(mirror(shift(sample, random), random))
  })

  it('treats channels alike', () => {
    const grey = noisySample(createRandom(3))
    const data = Float32Array.from(
      { length: 3 * grey.image.data.length },
      (_, i) => grey.image.data[Math.floor(i / 3)] ?? 0,
    )
    const colour = { ...grey, image: { ...grey.image, channels: 3, data } }
    const augment = augmentFromConfig({ noise: false, brightness: always, blur: always })
    const one = augment(grey, createRandom(4)).image.data
    augment(colour, createRandom(4)).image.data.forEach((value, i) => {
      expect(value).toBeCloseTo(one[Math.floor(i / 3)] ?? NaN, 1)
    })
  })
})

describe('composeAugment', () => {
  it('returns the sample itself when nothing happens', () => {
    const sample = noisySample(createRandom(1))
    expect(composeAugment()(sample, createRandom(0))).toBe(sample)
    const never = { probability: 0 }
    const config: AugmentConfig = {
      flip: { horizontal: 0 },
      affine: never,
      elastic: never,
      brightness: never,
      contrast: never,
      gamma: never,
      blur: never,
      noise: never,
    }
    expect(augmentFromConfig(config)(sample, createRandom(0))).toBe(sample)
  })

  it('gives a part the same numbers whatever the parts before it use', () => {
    const sample = noisySample(createRandom(1))
    const still = (value: Sample) => value
    const noise = gaussianNoise(always)
    const after = composeAugment(still, noise)(sample, createRandom(5))
    const wasteful: Augment = (value, random) => {
      for (let i = 0; i < 100; i++) random.normal()
      return value
    }
    expect(composeAugment(wasteful, noise)(sample, createRandom(5))).toEqual(after)
  })

  it('augments differently each time it is called with one stream', () => {
    const sample = noisySample(createRandom(1))
    const random = createRandom(0)
    const noise = composeAugment(gaussianNoise(always))
    expect(noise(sample, random)).not.toEqual(noise(sample, random))
  })

  it('leaves what comes between two movements in its place', () => {
    const sample = noisySample(createRandom(1))
    const mirror = flip({ horizontal: 1 })
    const random = createRandom(0)
    const augment = composeAugment(mirror, blur({ probability: 1, sigma: 0 }), mirror)
    expect(augment(sample, random)).toEqual(sample)
  })
})

describe('defaultAugment', () => {
  it('reproduces by seed', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const sample = noisySample(createRandom(seed))
        const once = defaultAugment()(sample, createRandom(seed))
        expect(defaultAugment()(sample, createRandom(seed))).toEqual(once)
        expect(once.image.data.every((value) => value >= 0 && value <= 1)).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  it('takes images of one pixel', () => {
    const augment = augmentFromConfig({ affine: always, elastic: always, blur: always })
    const pixel = noisySample(createRandom(1), 1, 1)
    expect(augment(pixel, createRandom(2)).labels).toEqual(pixel.labels)
  })
})

describe('augmentFromConfig', () => {
  it('refuses a part that there is not', () => {
    const config = { mirror: {} } as AugmentConfig
    expect(() => augmentFromConfig(config)).toThrow(
      '[@spad/core] `mirror` is no augmentation: there are flip, affine, elastic, brightness, ' +
        'contrast, gamma, blur, noise.',
    )
  })

  it.each<[AugmentConfig, string]>([
    [{ flip: { horizontal: 2 } }, '`horizontal` is 2: it must be a number from 0 to 1.'],
    [{ affine: { rotation: -1 } }, '`rotation` is -1: it must be a number from 0 to 180.'],
    [{ affine: { shift: NaN } }, '`shift` is NaN: it must be a number from 0 to 1.'],
    [
      { affine: { scale: [1.1, 0.9] } },
      '`scale` is [1.1, 0.9]: it must be the smallest and the largest magnification, both above 0, ' +
        'such as [0.9, 1.1].',
    ],
    [{ elastic: { smoothness: 0 } }, '`smoothness` is 0: it must be a number above 0.'],
    [{ brightness: { slope: 2 } }, '`slope` is 2: it must be a number from 0 to 1.'],
    [
      { contrast: { factor: [-1, 1] } },
      '`factor` is [-1, 1]: it must be the smallest and the largest factor, both at least 0, ' +
        'such as [0.8, 1.25].',
    ],
    [
      { gamma: { strength: 0.5 } },
      '`strength` is 0.5: it must be a number of at least 0 and below',
    ],
    [{ noise: { deviation: -1 } }, '`deviation` is -1: it must be a number from 0 to 1.'],
    [{ blur: { probability: 1.5 } }, '`probability` is 1.5: it must be a number from 0 to 1.'],
  ])('refuses %j', (config, message) => {
    expect(() => augmentFromConfig(config)).toThrow(`[@spad/core] ${message}`)
  })
})
