import { parts } from '@spad/models'
import { describe, expect, it } from 'vitest'
import { resolveTraining } from '../../src/index.js'

const facts = {
  channels: 1,
  classes: ['background', 'lesion'].map((name, value) => ({
    name,
    value,
    color: [0, 0, 0] as const,
  })),
}
const given = { data: 'data', out: 'run', size: '32' }

describe('resolveTraining', () => {
  it('fills in what the recipe decides', () => {
    const { steps, size, noise, schedule } = resolveTraining(given, facts)
    expect(steps).toBeGreaterThan(0)
    expect(size).toBe('32x32')
    expect(noise).not.toBe(false)
    expect(schedule).toHaveProperty('type', 'pas')
  })

  it('takes the recipe for what the data are, unless another is named', () => {
    const several = { ...facts, raters: {} }
    expect(resolveTraining(given, facts)).toMatchObject({ recipe: 'spad', keep: 'best' })
    expect(resolveTraining(given, facts)).not.toHaveProperty('readers')
    expect(resolveTraining(given, several)).toMatchObject({
      ...{ recipe: 'readers', readers: 'draw', keep: 'last', steps: 6000 },
      diffusion: { signalScale: 0.25, sampler: { type: 'ddim' } },
      loss: { boundary: 0 },
    })
    expect(resolveTraining({ ...given, recipe: 'unet', readers: 'soft' }, several)).toMatchObject({
      ...{ recipe: 'unet', readers: 'soft', keep: 'best', steps: 3000 },
    })
  })

  it('refuses what the command refuses, before anything is read', () => {
    expect(() => resolveTraining({ ...given, stpes: 3 }, facts)).toThrow(
      '`stpes` is no known option. The nearest known one is `steps`',
    )
    expect(() => resolveTraining({ ...given, scd: { keep: 2 } }, facts)).toThrow(
      '`scd.keep` is 2: it must be a number from 0 to 1.',
    )
    expect(() => resolveTraining({ data: 'd', out: 'o' }, facts)).toThrow('`size` is missing')
    expect(() => resolveTraining({ ...given, noise: { type: 'mine' } }, facts)).toThrow(
      '`type` is "mine": no noise has that name',
    )
  })

  it('gives windows the context that is asked for, and no whole image', () => {
    const fitOf = (more: object) => resolveTraining({ ...given, ...more }, facts).fit
    expect(fitOf({ fit: 'windows', context: 4 })).toEqual({ type: 'windows', context: 4 })
    expect(fitOf({ fit: { type: 'windows', scale: 0.5 }, context: 3 })).toEqual({
      ...{ type: 'windows', scale: 0.5, context: 3 },
    })
    expect(resolveTraining({ ...given, fit: 'windows', context: 4 }, facts)).not.toHaveProperty(
      'context',
    )
    for (const fit of [undefined, 'resize', { type: 'resize' }])
      expect(() => fitOf({ ...(fit && { fit }), context: 4 })).toThrow(
        '[@spad/node] `context` is 4: it is what windows see besides, and here the network sees whole ' +
          'images. Take windows (`--fit windows`), or leave it out.',
      )
    expect(() => fitOf({ fit: 'windows', context: 1 })).toThrow(
      '`context` is 1: it must be more than 1.',
    )
  })

  it('knows the parts that it is given', () => {
    const noises = { ...parts.noises, mine: () => Object.assign((batch: never) => batch, {}) }
    const own = { ...parts, noises } as unknown as typeof parts
    const { noise } = resolveTraining({ ...given, noise: { type: 'mine' } }, facts, own)
    expect(noise).toEqual({ type: 'mine' })
  })
})
