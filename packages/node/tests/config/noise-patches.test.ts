import { describe, expect, it } from 'vitest'
import { patchNoise } from '../../src/config/noise-patches.js'

const noise = {
  type: 'compose',
  noises: [
    {
      type: 'decoys',
      noise: { type: 'compose', noises: [{ type: 'scd', keep: 0.5 }, { type: 'bcd' }] },
    },
    { type: 'gaussian' },
  ],
}
const schedule = {
  type: 'pas',
  curves: {
    scd: { type: 'cosine', end: 0.4 },
    bcd: { type: 'cosine', end: 0.6 },
    gaussian: { type: 'delay', by: 0.5, curve: { type: 'cosine', end: 0.6 } },
  },
}

describe('patchNoise', () => {
  it('leaves all as it is without patches', () => {
    expect(patchNoise({ noise, schedule }, {})).toEqual({ noise, schedule })
  })

  it('changes the options and the moment of a noise', () => {
    const patched = patchNoise(
      { noise, schedule },
      { scd: { keep: 0.2, until: 0.7 }, gaussian: { from: 0.3 } },
    )
    expect(JSON.stringify(patched.noise)).toContain('{"type":"scd","keep":0.2}')
    expect(patched.schedule).toMatchObject({
      curves: { scd: { type: 'cosine', end: 0.7 }, gaussian: { by: 0.3 } },
    })
  })

  it('finds the moment of a curve that is delayed', () => {
    const curves = { gaussian: { type: 'delay', by: 0.4, curve: { type: 'cosine' } } }
    const patched = patchNoise(
      { noise, schedule: { type: 'pas', curves } },
      { gaussian: { from: 0.2 } },
    )
    expect(patched.schedule).toMatchObject({ curves: { gaussian: { by: 0.2 } } })
  })

  it('leaves what is no noise for the part to refuse, and nothing as nothing', () => {
    const odd = { type: 'compose', noises: [null, [], 'scd', { type: 'scd' }] }
    expect(patchNoise({ noise: odd }, {}).noise).toEqual(odd)
    expect(patchNoise({ noise: odd }, { scd: false }).noise).toEqual({
      ...odd,
      noises: [null, [], 'scd'],
    })
    const empty = { type: 'compose', noises: [] }
    expect(patchNoise({ noise: empty }, {}).noise).toEqual(empty)
  })

  it('leaves out noises, their curves and what is then empty', () => {
    const patched = patchNoise({ noise, schedule }, { scd: false, bcd: false })
    expect(patched.noise).toEqual({ type: 'compose', noises: [{ type: 'gaussian' }] })
    expect(Object.keys((patched.schedule as unknown as typeof schedule).curves)).toEqual([
      'gaussian',
    ])
    const all = { scd: false, bcd: false, gaussian: false } as const
    expect(patchNoise({ noise, schedule }, all).noise).toBeUndefined()
  })

  it('sets the share of clean samples, or does without them', () => {
    const clean = { type: 'cleanShare', share: 0.5, noise }
    expect(patchNoise({ noise: clean, schedule }, { clean: 0.75 }).noise).toEqual({
      ...clean,
      share: 0.75,
    })
    expect(patchNoise({ noise: clean, schedule }, { clean: 0 }).noise).toEqual(noise)
    expect(() => patchNoise({ noise, schedule }, { clean: 0.5 })).toThrow(
      '`clean` is set: the noise',
    )
  })

  it("refuses BcD's weight where it does not weigh", () => {
    const still = { type: 'bcd', tau: 1, blurTarget: false, weighLoss: false }
    const weighed = { noise: still, schedule }
    expect(() => patchNoise(weighed, { bcd: { kappa: 0.9 } })).toThrow(
      '`bcd.kappa` is 0.9: it is how much less the loss listens to boundaries, and `bcd.weighLoss` is false.',
    )
    expect(patchNoise(weighed, { bcd: { kappa: 0.9, weighLoss: true } }).noise).toMatchObject({
      kappa: 0.9,
      weighLoss: true,
    })
    expect(patchNoise(weighed, { bcd: { tau: 2 } }).noise).toEqual({ ...still, tau: 2 })
  })

  it('sets the share of decoys, or does without them', () => {
    const share = patchNoise({ noise, schedule }, { decoys: 0.25 }).noise
    expect(share).toMatchObject({ noises: [{ type: 'decoys', share: 0.25 }, { type: 'gaussian' }] })
    const none = patchNoise({ noise, schedule }, { decoys: 0 }).noise
    expect(none).toMatchObject({ noises: [{ type: 'compose' }, { type: 'gaussian' }] })
  })

  it('refuses what has nothing to change', () => {
    expect(() => patchNoise({}, { scd: { keep: 0.2 } })).toThrow(
      '`scd` is set: the noise of this run has no part of that name. Choose `recipe: spad`',
    )
    expect(() => patchNoise({}, { gaussian: { sigma: 1 } })).toThrow(
      '`gaussian` is set: the noise of this run has no part of that name. Describe `noise` as a whole.',
    )
    const adaptive = { noise, schedule: { type: 'adaptive' } }
    expect(() => patchNoise(adaptive, { bcd: { until: 0.2 } })).toThrow(
      '`bcd.until` is 0.2: the schedule of this run has no curve for `bcd` with `end` or `at`.',
    )
  })
})
